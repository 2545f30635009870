import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.providers.language import LANGUAGES, detect

SAID = {
    "pt": """bom dia|obrigado|olá|ola|sim|não|nao|vlw|blz|boleto|tchau|qual o valor?|quanto custa|meu pedido nao chegou
        quero cancelar|boa tarde|amanhã às 14h|tem desconto?|pode ser|perfeito|OBRIGADO
        QUERO FALAR COM ATENDENTE|frete gratis|onde fica a loja|a entrega atrasou de novo|já paguei ontem
        meu cpf é 529.982.247-25|preciso da segunda via|pode me ajudar|Produto veio com defeito|quanto tempo demora
        a nota fiscal não veio|kkkk""",
    "es": """buenos dias|gracias|hola|cuanto cuesta|mi pedido no llego|quiero cancelar|buenas tardes|mañana a las 14h
        hay descuento?|puede ser|perfecto|entiendo|QUIERO MI DINERO|envío gratis|adios|donde queda la tienda
        la entrega se retrasó otra vez|ya pagué ayer|llámame|me puede ayudar|El producto vino defectuoso
        cuanto tiempo tarda|no me llegó la factura""",
    "en": """thanks|hello|yes|how much is it|my order did not arrive|i want to cancel|good afternoon|tomorrow at 2pm
        any discount?|sure|perfect|I WANT A REFUND|free shipping|bye|where is the store|the delivery is late again
        call me|can you help me|the product is broken|how long does it take""",
}
CASES = [(text.strip(), language) for language, said in SAID.items() for text in said.replace("\n", "|").split("|")]


@pytest.mark.parametrize("text, language", CASES)
def test_short_lines_of_a_chat_are_told_apart(text: str, language: str):
    assert detect(text) == language


@pytest.mark.parametrize(
    "text", ["", "ok", "12345", "😀😀😀", "...", "https://loja.com.br", "a@b.com.br", "привет", " \n"]
)
def test_a_text_that_says_too_little_has_no_language(text: str):
    assert detect(text) is None


@settings(deadline=None)
@given(st.text())
def test_any_text_has_one_of_our_languages_or_none(text: str):
    assert detect(text) in {*LANGUAGES, None}
