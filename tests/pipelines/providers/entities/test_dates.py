from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipelines.providers.entities.rules import RuleEntities

RULES = RuleEntities()

# Said on Thursday, 12 March 2026.
PORTUGUESE = [
    ("12/03/2026", "12/03/2026", "2026-03-12"),
    ("12-03-2026", "12-03-2026", "2026-03-12"),
    ("12.03.2026", "12.03.2026", "2026-03-12"),
    ("05/10/85", "05/10/85", "1985-10-05"),
    ("2026-03-20", "2026-03-20", "2026-03-20"),
    ("12 de março de 2026", "12 de março de 2026", "2026-03-12"),
    ("12 DE MARCO", "12 DE MARCO", "2026-03-12"),
    ("1º de maio", "1º de maio", "2026-05-01"),
    ("primeiro de maio", "primeiro de maio", "2026-05-01"),
    ("12 de mar", "12 de mar", "2026-03-12"),
    ("12/mar/2026", "12/mar/2026", "2026-03-12"),
    ("vence 3/4", "3/4", "2026-04-03"),
    ("comprei dia 20/12", "dia 20/12", "2025-12-20"),
    ("12/25/2026", "12/25/2026", "2026-12-25"),
    ("até o dia 10/05", "dia 10/05", "2026-05-10"),
    ("pago dia 15", "dia 15", "2026-03-15"),
    ("paguei dia 1º", "dia 1º", "2026-03-01"),
    ("dia 28", "dia 28", "2026-02-28"),
    ("março de 2026", "março de 2026", "2026-03-01/2026-03-31"),
    ("em abril", "em abril", "2026-04-01/2026-04-30"),
    ("hoje", "hoje", "2026-03-12"),
    ("hj", "hj", "2026-03-12"),
    ("amanhã", "amanhã", "2026-03-13"),
    ("AMANHÃ", "AMANHÃ", "2026-03-13"),
    ("amanha", "amanha", "2026-03-13"),
    ("ontem", "ontem", "2026-03-11"),
    ("depois de amanhã", "depois de amanhã", "2026-03-14"),
    ("anteontem", "anteontem", "2026-03-10"),
    ("antes de ontem", "antes de ontem", "2026-03-10"),
    ("próxima segunda", "próxima segunda", "2026-03-16"),
    ("proxima terca", "proxima terca", "2026-03-17"),
    ("segunda que vem", "segunda que vem", "2026-03-16"),
    ("segunda-feira", "segunda-feira", "2026-03-16"),
    ("3ª-feira", "3ª-feira", "2026-03-17"),
    ("quinta-feira", "quinta-feira", "2026-03-19"),
    ("nesta quinta", "nesta quinta", "2026-03-12"),
    ("sexta passada", "sexta passada", "2026-03-06"),
    ("quinta passada", "quinta passada", "2026-03-05"),
    ("sexta retrasada", "sexta retrasada", "2026-02-27"),
    ("na segunda eu passo aí", "segunda", "2026-03-16"),
    ("Segunda chego cedo", "Segunda", "2026-03-16"),
    ("pode ser terça?", "terça", "2026-03-17"),
    ("sábado", "sábado", "2026-03-14"),
    ("terça da semana que vem", "terça da semana que vem", "2026-03-17"),
    ("segunda, 16/03", "segunda, 16/03", "2026-03-16"),
    ("amanhã, dia 13", "amanhã, dia 13", "2026-03-13"),
    ("daqui a 3 dias", "daqui a 3 dias", "2026-03-15"),
    ("daqui 3 dias", "daqui 3 dias", "2026-03-15"),
    ("daqui a duas semanas", "daqui a duas semanas", "2026-03-26"),
    ("em 2 semanas", "em 2 semanas", "2026-03-26"),
    ("em até 5 dias úteis", "em até 5 dias úteis", "2026-03-19"),
    ("há 2 dias", "há 2 dias", "2026-03-10"),
    ("faz uma semana", "faz uma semana", "2026-03-05"),
    ("3 dias atrás", "3 dias atrás", "2026-03-09"),
    ("daqui a 1 mês", "daqui a 1 mês", "2026-04-12"),
    ("há 2 anos", "há 2 anos", "2024-03-12"),
    ("semana que vem", "semana que vem", "2026-03-16/2026-03-22"),
    ("na próxima semana", "próxima semana", "2026-03-16/2026-03-22"),
    ("semana passada", "semana passada", "2026-03-02/2026-03-08"),
    ("esta semana", "esta semana", "2026-03-09/2026-03-15"),
    ("mês que vem", "mês que vem", "2026-04-01/2026-04-30"),
    ("mês passado", "mês passado", "2026-02-01/2026-02-28"),
    ("ano que vem", "ano que vem", "2027-01-01/2027-12-31"),
    ("dia 5 do mês que vem", "dia 5 do mês que vem", "2026-04-05"),
    ("fim de semana", "fim de semana", "2026-03-14/2026-03-15"),
    ("fim de semana passado", "fim de semana passado", "2026-03-07/2026-03-08"),
    ("últimos 30 dias", "últimos 30 dias", "2026-02-10/2026-03-12"),
    ("amanhã às 14h30", "amanhã às 14h30", "2026-03-13T14:30-03:00"),
    ("amanhã 14:30", "amanhã 14:30", "2026-03-13T14:30-03:00"),
    ("amanhã às 3", "amanhã às 3", "2026-03-13T15:00-03:00"),
    ("amanhã à noite, às 8", "amanhã à noite, às 8", "2026-03-13T20:00-03:00"),
    ("14h de amanhã", "14h de amanhã", "2026-03-13T14:00-03:00"),
    ("dia 15 às 10h", "dia 15 às 10h", "2026-03-15T10:00-03:00"),
    ("sexta às 3 da tarde", "sexta às 3 da tarde", "2026-03-13T15:00-03:00"),
    ("hoje ao meio-dia", "hoje ao meio-dia", "2026-03-12T12:00-03:00"),
    ("2026-03-20T14:30", "2026-03-20T14:30", "2026-03-20T14:30-03:00"),
    ("em 2 horas", "em 2 horas", "2026-03-12T12:00-03:00"),
    ("há 30 minutos", "há 30 minutos", "2026-03-12T09:30-03:00"),
]
ENGLISH = [
    ("until April 2", "April 2", "2026-04-02"),
    ("March 3rd, 2026", "March 3rd, 2026", "2026-03-03"),
    ("March 3", "March 3", "2026-03-03"),
    ("3rd of March", "3rd of March", "2026-03-03"),
    ("Dec 5", "Dec 5", "2026-12-05"),
    ("due 3/4", "3/4", "2026-03-04"),
    ("12/03/2026", "12/03/2026", "2026-12-03"),
    ("25/12/2026", "25/12/2026", "2026-12-25"),
    ("today", "today", "2026-03-12"),
    ("tomorrow", "tomorrow", "2026-03-13"),
    ("yesterday", "yesterday", "2026-03-11"),
    ("the day after tomorrow", "the day after tomorrow", "2026-03-14"),
    ("next Monday", "next Monday", "2026-03-16"),
    ("last Friday", "last Friday", "2026-03-06"),
    ("this Thursday", "this Thursday", "2026-03-12"),
    ("on Tuesday", "Tuesday", "2026-03-17"),
    ("Tuesday of next week", "Tuesday of next week", "2026-03-17"),
    ("in 3 days", "in 3 days", "2026-03-15"),
    ("in a week", "in a week", "2026-03-19"),
    ("2 weeks ago", "2 weeks ago", "2026-02-26"),
    ("3 days from now", "3 days from now", "2026-03-15"),
    ("in 5 business days", "in 5 business days", "2026-03-19"),
    ("next week", "next week", "2026-03-16/2026-03-22"),
    ("last month", "last month", "2026-02-01/2026-02-28"),
    ("this weekend", "this weekend", "2026-03-14/2026-03-15"),
    ("on the 15th", "the 15th", "2026-03-15"),
    ("tomorrow at 3pm", "tomorrow at 3pm", "2026-03-13T15:00-03:00"),
    ("3 p.m. tomorrow", "3 p.m. tomorrow", "2026-03-13T15:00-03:00"),
    ("tonight at 8", "tonight at 8", "2026-03-12T20:00-03:00"),
]
SPANISH = [
    ("3 de mayo", "3 de mayo", "2026-05-03"),
    ("el 3 de mayo del 2027", "3 de mayo del 2027", "2027-05-03"),
    ("12/03/2026", "12/03/2026", "2026-03-12"),
    ("hoy", "hoy", "2026-03-12"),
    ("mañana", "mañana", "2026-03-13"),
    ("manana", "manana", "2026-03-13"),
    ("ayer", "ayer", "2026-03-11"),
    ("pasado mañana", "pasado mañana", "2026-03-14"),
    ("anteayer", "anteayer", "2026-03-10"),
    ("a partir de mañana", "mañana", "2026-03-13"),
    ("mañana por la mañana", "mañana", "2026-03-13"),
    ("el próximo lunes", "próximo lunes", "2026-03-16"),
    ("lunes que viene", "lunes que viene", "2026-03-16"),
    ("el miércoles", "miércoles", "2026-03-18"),
    ("el viernes pasado", "viernes pasado", "2026-03-06"),
    ("dentro de 3 días", "dentro de 3 días", "2026-03-15"),
    ("hace 2 días", "hace 2 días", "2026-03-10"),
    ("hace dos semanas", "hace dos semanas", "2026-02-26"),
    ("la próxima semana", "próxima semana", "2026-03-16/2026-03-22"),
    ("el mes que viene", "mes que viene", "2026-04-01/2026-04-30"),
    ("el año pasado", "año pasado", "2025-01-01/2025-12-31"),
    ("el fin de semana", "fin de semana", "2026-03-14/2026-03-15"),
    ("mañana a las 14h30", "mañana a las 14h30", "2026-03-13T14:30-03:00"),
    ("mañana por la mañana a las 9", "mañana por la mañana a las 9", "2026-03-13T09:00-03:00"),
    ("el lunes a las 8 de la noche", "lunes a las 8 de la noche", "2026-03-16T20:00-03:00"),
]
TIMES = [
    ("pt", "às 14h30", "14h30", "14:30"),
    ("pt", "14:30", "14:30", "14:30"),
    ("pt", "até 18h", "18h", "18:00"),
    ("pt", "às 3 da tarde", "3 da tarde", "15:00"),
    ("pt", "às 3 e meia", "3 e meia", "15:30"),
    ("pt", "9 da noite", "9 da noite", "21:00"),
    ("pt", "às 14 horas", "14 horas", "14:00"),
    ("pt", "ao meio dia", "meio dia", "12:00"),
    ("pt", "meia-noite", "meia-noite", "00:00"),
    ("en", "3pm", "3pm", "15:00"),
    ("en", "12 am", "12 am", "00:00"),
    ("en", "3 in the afternoon", "3 in the afternoon", "15:00"),
    ("es", "a las 3 de la tarde", "3 de la tarde", "15:00"),
    ("es", "a las 8 y media", "8 y media", "08:30"),
    ("es", "3 p. m.", "3 p. m.", "15:00"),
]
NOTHING = [
    ("pt", "31/02"),
    ("pt", "31/02/2026"),
    ("pt", "31 de fevereiro"),
    ("pt", "dia 30 de fevereiro de 2026"),
    ("pt", "32/13/2026"),
    ("pt", "29/02/2026"),
    ("pt", "segunda via do boleto"),
    ("pt", "preciso da segunda via"),
    ("pt", "Qual via? A segunda."),
    ("pt", "a terceira e a quarta parcela"),
    ("pt", "quarta e quinta parcela"),
    ("pt", "segunda e terceira parcelas"),
    ("pt", "na segunda compra"),
    ("pt", "pela quinta vez"),
    ("pt", "produto de segunda mão"),
    ("pt", "atendemos de segunda a sexta"),
    ("pt", "de segunda-feira a sexta-feira"),
    ("pt", "toda segunda"),
    ("pt", "24/7"),
    ("pt", "parcela 3/12"),
    ("pt", "3/4 de xícara"),
    ("pt", "hoje em dia"),
    ("pt", "Av. 9 de Julho, 10"),
    ("pt", "rua 25 de março"),
    ("pt", "tenho 3 filhos"),
    ("pt", "demora 2h"),
    ("pt", "25:30"),
    ("pt", "12 mar aberto"),
    ("pt", "daqui a 9999 anos"),
    ("es", "por la mañana"),
    ("es", "de mañana"),
    ("es", "esta mañana"),
    ("es", "los lunes"),
    ("es", "la segunda compra"),
    ("es", "de lunes a viernes"),
    ("en", "every Monday"),
    ("en", "Monday to Friday"),
    ("en", "24/7 support"),
    ("en", "3/4 cup"),
    ("en", "13pm"),
    ("en", "section 2 may apply"),
]
DATES = [
    (language, *case) for language, cases in {"pt": PORTUGUESE, "en": ENGLISH, "es": SPANISH}.items() for case in cases
]


@pytest.mark.parametrize("language, text, words, value", DATES)
def test_a_date_is_told_from_the_day_on_which_it_was_said(
    language: str, text: str, words: str, value: str, thursday: datetime
):
    [entity] = RULES.extract(text, language, thursday)
    assert (entity.kind, entity.text, entity.value) == ("date", words, value)


@pytest.mark.parametrize("language, text, words, value", TIMES)
def test_a_time_without_a_day_stays_a_time(language: str, text: str, words: str, value: str, thursday: datetime):
    [entity] = RULES.extract(text, language, thursday)
    assert (entity.kind, entity.text, entity.value) == ("time", words, value)


@pytest.mark.parametrize("language, text", NOTHING)
def test_what_is_no_date_is_left_alone(language: str, text: str, thursday: datetime):
    assert RULES.extract(text, language, thursday) == []


def test_the_words_of_one_language_are_found_in_a_text_taken_for_another(thursday: datetime):
    for language in ("pt", "en", "es", "pt-BR", None):
        assert [e.value for e in RULES.extract("amanhã / tomorrow / hoy", language, thursday)] == [
            "2026-03-13",
            "2026-03-13",
            "2026-03-12",
        ]


def test_today_is_the_day_of_the_conversation_and_not_of_the_server():
    late = datetime(2026, 3, 13, 1, tzinfo=UTC)  # still the 12th in São Paulo
    assert RULES.extract("hoje", "pt", late)[0].value == "2026-03-12"
    assert RuleEntities(zone="Europe/Madrid").extract("hoy", "es", late)[0].value == "2026-03-13"


def test_a_moment_carries_the_offset_of_its_own_day():
    winter = datetime(2026, 3, 12, 10, tzinfo=ZoneInfo("Europe/Madrid"))
    [entity] = RuleEntities(zone="Europe/Madrid").extract("3 de mayo a las 15:00", "es", winter)
    assert entity.value == "2026-05-03T15:00+02:00"


def test_a_time_of_saying_without_zone_is_refused():
    with pytest.raises(ValueError, match="needs a time zone"):
        RULES.extract("hoje", "pt", datetime(2026, 3, 12))  # noqa: DTZ001 - the point


@pytest.mark.parametrize("days", range(7))
def test_the_next_monday_comes_within_a_week_and_the_last_one_went_within_one(days: int, thursday: datetime):
    said = thursday + timedelta(days=days)
    ahead, back = (RULES.extract(text, "pt", said)[0].value for text in ("próxima segunda", "segunda passada"))
    assert timedelta(0) < datetime.fromisoformat(ahead).date() - said.date() <= timedelta(days=7)
    assert timedelta(0) < said.date() - datetime.fromisoformat(back).date() <= timedelta(days=7)


@pytest.mark.parametrize(
    "said, weekend",
    [
        ("2026-03-13", "2026-03-14"),
        ("2026-03-14", "2026-03-14"),
        ("2026-03-15", "2026-03-14"),
        ("2026-03-16", "2026-03-21"),
    ],
)
def test_a_weekend_is_the_one_that_is_on_or_that_comes(said: str, weekend: str):
    at = datetime.fromisoformat(f"{said}T10:00:00-03:00")
    assert RULES.extract("fim de semana", "pt", at)[0].value.startswith(weekend)


@pytest.mark.parametrize(
    "said, text, value",
    [
        ("2026-12-20", "05/01", "2027-01-05"),
        ("2027-01-05", "20/12", "2026-12-20"),
        ("2026-03-12", "3 de outubro", "2026-10-03"),
    ],
)
def test_a_day_without_a_year_is_in_this_one_unless_a_neighbour_is_much_nearer(said: str, text: str, value: str):
    at = datetime.fromisoformat(f"{said}T10:00:00-03:00")
    assert RULES.extract(text, "pt", at)[0].value == value


@pytest.mark.parametrize(
    "said, text, value",
    [
        ("2026-03-13", "em 1 dia útil", "2026-03-16"),
        ("2026-03-14", "em 1 dia útil", "2026-03-16"),
        ("2026-03-16", "há 2 dias úteis", "2026-03-12"),
        ("2026-03-15", "em 10 dias úteis", "2026-03-27"),
        ("2026-01-31", "daqui a 1 mês", "2026-02-28"),
    ],
)
def test_working_days_skip_weekends_and_months_end_where_they_end(said: str, text: str, value: str):
    at = datetime.fromisoformat(f"{said}T10:00:00-03:00")
    assert RULES.extract(text, "pt", at)[0].value == value
