"""Second looks: reports of readers, appeals of authors, escalations; opening and answering them."""
