from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "stet.comments"
    label = "comments"
