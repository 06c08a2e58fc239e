"""Where do a court officer and an enforcement officer begin?"""

from django.urls import path

from . import answering, views

app_name = "court"
urlpatterns = [
    path("", views.home, name="home"),
    path("packs/", answering.packs, name="packs"),
    path("packs/<int:pk>/", answering.pack, name="pack"),
    path("packs/<int:pk>/accept/", answering.accept, name="accept"),
    path("packs/<int:pk>/return/", answering.send_back, name="return"),
    path("packs/<int:pk>/decide/", answering.decide, name="decide"),
    path("packs/<int:pk>/list/", answering.listing, name="list"),
    path("lists/", answering.lists, name="lists"),
    path("results/", answering.results, name="results"),
    path("results/<int:pk>/", answering.result, name="result"),
]
