"""What are the demonstration's people called? Every one of them is invented by drawing from these lists."""

from __future__ import annotations

from openprobation.vocabulary.persons import Ethnicity

GIVEN = {
    (Ethnicity.WHITE, "male"): (
        "Aaron Adam Alan Andrew Anthony Ben Bradley Callum Carl Connor Craig Daniel Darren David Dean"
        " Declan Dylan Edward Gareth Gary George Graham Harry Ian Jack James Jamie Jason John Jordan"
        " Joseph Joshua Karl Keith Kevin Kieran Kyle Lee Liam Lewis Luke Mark Martin Matthew Michael"
        " Nathan Neil Nicholas Oliver Patrick Paul Peter Philip Reece Richard Robert Ross Ryan Sam Scott"
        " Sean Shane Simon Stephen Steven Stuart Thomas Timothy Wayne William"
    ).split(),
    (Ethnicity.WHITE, "female"): (
        "Abigail Alison Amanda Amy Angela Beth Carly Caroline Charlotte Chelsea Cheryl Claire Danielle"
        " Dawn Deborah Donna Elizabeth Emily Emma Gemma Hannah Helen Jade Jane Jennifer Jessica Joanne"
        " Julie Karen Kate Kayleigh Kelly Kerry Kirsty Laura Leanne Lisa Louise Lucy Lynn Megan Melanie"
        " Michelle Natalie Nicola Paula Rachel Rebecca Samantha Sarah Sharon Sophie Stacey Tracey Vicky"
    ).split(),
    (Ethnicity.ASIAN, "male"): (
        "Aamir Adeel Ahmed Ali Arjun Asif Bilal Farhan Faisal Hamza Haroon Hassan Imran Irfan Jaspal"
        " Kamran Khalid Kuldip Mohammed Nadeem Naveed Omar Rajesh Rashid Sajid Salman Sanjay Shahid"
        " Tariq Usman Vikram Wasim Yusuf Zahid"
    ).split(),
    (Ethnicity.ASIAN, "female"): (
        "Aisha Amina Anita Farah Fatima Halima Kiran Maryam Meena Nadia Nasreen Parveen Priya Rukhsana"
        " Saima Samina Shabana Sunita Yasmin Zara"
    ).split(),
    (Ethnicity.BLACK, "male"): (
        "Abdi Andre Chidi Curtis Dwayne Emmanuel Femi Isaac Jerome Kwame Leon Malik Marcus Marlon"
        " Nathaniel Olu Samuel Terrell Tyrone Winston"
    ).split(),
    (Ethnicity.BLACK, "female"): (
        "Abeni Adaeze Beverley Chantelle Comfort Gloria Grace Ifeoma Jasmine Keisha Lorraine Mercy"
        " Naomi Patience Sade Shanice"
    ).split(),
    (Ethnicity.MIXED, "male"): "Ashley Corey Jaden Jermaine Kai Kane Leroy Lorenzo Marvin Theo Tyler".split(),
    (Ethnicity.MIXED, "female"): "Aaliyah Bianca Carmen Jada Keira Leah Maya Simone Tia Zoe".split(),
    (Ethnicity.OTHER, "male"): "Aram Dariusz Hussein Ivan Karim Krzysztof Marek Mehdi Pavel Rebin Tomasz".split(),
    (Ethnicity.OTHER, "female"): "Agnieszka Dilan Elena Katarzyna Leyla Magda Mariam Olga Roza Shirin".split(),
}

FAMILY = {
    Ethnicity.WHITE: (
        "Ainsworth Ashworth Atherton Bamford Barlow Barnes Birtwistle Booth Bradshaw Brennan Briggs"
        " Brierley Butterworth Byrne Carroll Chadwick Clegg Clough Connolly Crompton Crossley Davies"
        " Dawson Duffy Dunne Entwistle Fairhurst Farrell Fielding Fletcher Foster Gaskell Gleeson"
        " Greenhalgh Grundy Hallam Halliwell Hamer Hardman Hargreaves Harrison Hartley Haslam Heaton"
        " Heywood Hindley Hodgson Holden Holt Howarth Hulme Hurst Isherwood Jackson Kay Keegan Kenyon"
        " Kershaw Lever Lomax Lord Makin Marsden Marsh McCann McGrath Mellor Molloy Morris Nuttall"
        " O'Brien Ogden Openshaw Ormerod Partington Pendlebury Pickup Platt Pollitt Ramsbottom Redfern"
        " Rigby Riley Rothwell Schofield Seddon Shaw Shorrock Smethurst Speakman Stott Sutcliffe Taylor"
        " Thornley Tierney Turton Unsworth Walmsley Walsh Warburton Whitehead Whittle Wolstenholme Worthington"
    ).split(),
    Ethnicity.ASIAN: (
        "Ahmad Akhtar Ali Aslam Aziz Begum Bhatti Choudhury Desai Hussain Iqbal Islam Kapoor Kaur Khan"
        " Mahmood Malik Mehta Mirza Patel Qureshi Rafiq Rahman Rashid Saleem Shah Sharma Sheikh Singh Yousaf"
    ).split(),
    Ethnicity.BLACK: (
        "Abara Adeyemi Asante Bailey Boateng Campbell Clarke Eze Francis Gordon Hassan Johnson Mensah"
        " Mohamud Nwosu Okafor Okoro Osei Owusu Reid Thompson Williams"
    ).split(),
    Ethnicity.MIXED: (
        "Anderson Baptiste Brown Coleman Daley Edwards Grant Henry Lawson Mitchell Parry Richards Stewart Wright"
    ).split(),
    Ethnicity.OTHER: (
        "Aziz Dabrowski Demir Haddad Ivanov Karimi Kowalski Nowak Petrov Rostami Salim Wojcik Yilmaz Zielinski"
    ).split(),
}

STREETS = (
    "Albert Alder Bank Beech Birch Bridge Brook Canal Castle Cedar Chapel Church Clarence Clay Cobden"
    " Crescent Dale Derby Elm Fern Field Gladstone Grange Grove Hawthorn Heath Hollins Kirk Lark Lime"
    " Mill Moor Nelson Oak Orchard Park Peel Poplar Queen Raglan Rowan Station Tower Vale Victoria Wellington Willow"
).split()
STREET_KINDS = ("Street", "Road", "Avenue", "Close", "Grove", "Lane")
#: Invented postcodes: districts of the area, with endings that are not in use (they contain letters never issued).
DISTRICTS = {
    "Bolton": ("BL1", "BL2", "BL3"),
    "Bury": ("BL8", "BL9"),
    "Manchester": ("M8", "M9", "M11", "M13", "M14", "M22"),
    "Oldham": ("OL1", "OL4", "OL8"),
    "Rochdale": ("OL11", "OL12", "OL16"),
    "Salford": ("M5", "M6", "M7"),
    "Stockport": ("SK1", "SK3", "SK5"),
    "Tameside": ("OL6", "OL7", "SK14"),
    "Trafford": ("M32", "M33", "M41"),
    "Wigan": ("WN1", "WN3", "WN5"),
}
