from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "stet.newsroom"
    label = "newsroom"
