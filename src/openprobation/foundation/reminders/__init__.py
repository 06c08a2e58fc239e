"""What has somebody put off, and until when? Each user's own: nobody else's lists are touched."""
