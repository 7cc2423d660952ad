from django.urls import path

from assay.governance.views import proposal_page, proposals, seats, votes

app_name = "governance"
urlpatterns = [
    path("committee/", seats.index, name="index"),
    path("committee/new/", seats.establishing, name="establishing"),
    path("committee/<int:pk>/", proposals.board, name="board"),
    path("committee/<int:pk>/seats/", seats.seats, name="seats"),
    path("committee/<int:pk>/seats/new/", seats.new_seat, name="new_seat"),
    path("committee/<int:pk>/charter/", seats.charter, name="charter"),
    path("committee/<int:pk>/terms/", seats.new_term, name="new_term"),
    path("committee/terms/<int:pk>/ending/", seats.term_ending, name="term_ending"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/new/<int:version_pk>/", proposals.new, name="new"),
    path("proposals/<int:pk>/", proposal_page.proposal, name="proposal"),
    path("proposals/<int:pk>/needs/", proposals.needs, name="needs"),
    path("proposals/<int:pk>/checks/", proposals.checks, name="checks"),
    path("proposals/<int:pk>/sponsorship/", proposals.sponsorship, name="sponsorship"),
    path("proposals/<int:pk>/submission/", proposals.submission, name="submission"),
    path("proposals/<int:pk>/withdrawal/", proposals.withdrawal, name="withdrawal"),
    path("proposals/<int:pk>/comments/", proposals.commenting, name="commenting"),
    path("proposals/<int:pk>/taking-up/", votes.taking_up, name="taking_up"),
    path("proposals/<int:pk>/reviews/", proposals.reviews, name="reviews"),
    path("proposals/<int:pk>/recusal/", votes.recusal, name="recusal"),
    path("proposals/<int:pk>/voting/", votes.voting, name="voting"),
    path("proposals/ballots/<int:pk>/vote/", votes.vote, name="vote"),
    path("proposals/ballots/<int:pk>/closing/", votes.closing, name="closing"),
    path("proposals/ballots/<int:pk>/tie/", votes.tie, name="tie"),
    path("proposals/ballots/<int:pk>/decision/", votes.decision, name="decision"),
    path("proposals/conditions/<int:pk>/meeting/", votes.condition, name="condition"),
]
