import pytest

FINDS = [
    ("pt", "Queria informações sobre as opções de pagamento", "informacao"),
    ("pt", "queria informacoes sobre as opcoes", "opção"),
    ("pt", "Não recebi o cartão", "cartoes"),
    ("pt", "Vocês entregam no sábado?", "entrega sabado"),
    ("pt", "os planos mensais", "plano mensal"),
    ("pt", "Conceição pagou", "conceicao"),
    ("en", "The bikes were delivered yesterday", "delivering a bike"),
    ("en", "I'd like a refund", "refunds"),
    ("es", "¿Dónde están los envíos?", "envio"),
    ("es", "necesito la información", "informaciones"),
    ("es", "no hay opcion", "opción"),
    ("pt", "aceita pix/boleto", "boleto"),
    ("pt", "ok.obrigado", "obrigado"),
    ("pt", "escreva para ana@loja.example", "ana@loja.example"),
    ("pt", "pedido AB-1234", "1234"),
    (None, "Straße 12", "strasse"),
]


@pytest.mark.parametrize("language, text, question", FINDS)
async def test_inflection_accents_and_hurried_typing_do_not_hide_a_word(talk, language, text, question):
    one = await talk.say(text, language=language)
    await talk.say("nada disso nothing nada", chat="b", language=language)
    assert [hit.message_id for hit in await talk.find(question)] == [one]


async def test_a_question_is_read_in_every_language_of_the_tenant(talk):
    ids = {
        await talk.say("as entregas atrasaram", chat="a", language="pt"),
        await talk.say("the deliveries were late", chat="b", language="en"),
        await talk.say("las entregas tardaron", chat="c", language="es"),
    }
    assert {hit.message_id for hit in await talk.find("entrega deliveries")} == ids


async def test_a_stop_word_of_one_language_finds_nothing_in_another(talk):
    await talk.say("the era of bikes", chat="a", language="en")
    one = await talk.say("o prazo passou", chat="b", language="pt")
    assert [hit.message_id for hit in await talk.find("qual era o prazo")] == [one]


async def test_a_question_of_stop_words_alone_is_still_a_question(talk):
    await talk.say("chegou ontem", language="pt")
    foreign = await talk.say("a new era", chat="b", language="en")
    assert [hit.message_id for hit in await talk.find("era")] == [foreign]


@pytest.mark.parametrize(
    "question", ["?!", "'; drop table x --", "%s %(q)s {of_message}", "\\", "🙂", "a & b | !c:*", "<->"]
)
async def test_no_question_is_taken_for_syntax(talk, question):
    await talk.say("chegou ontem")
    assert await talk.find(question) == []
