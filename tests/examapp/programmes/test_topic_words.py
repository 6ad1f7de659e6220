import pytest
from flask import Flask
from flask_babel import force_locale

from examapp.programmes.topic_words import short_topic


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_topic_of_another_programme_shows_its_own_name(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("uz_Cyrl"):
        assert (short_topic("edoc"), short_topic("servers")) == ("Э-ҳужжат", "servers")
