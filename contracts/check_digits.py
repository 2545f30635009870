"""Check digits of Brazilian numbers: CPF of people, CNPJ of companies."""

CPF_WEIGHTS = (11, 10, 9, 8, 7, 6, 5, 4, 3, 2)
CNPJ_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)


def valid_cpf(digits: str) -> bool:
    """Whether 11 digits are a CPF: two check digits, modulus 11; the same digit eleven times is refused."""
    return (
        len(digits) == len(CPF_WEIGHTS) + 1
        and digits.isdecimal()
        and digits.isascii()
        and digits != digits[0] * len(digits)
        and digits[9:] == cpf_check_digits(digits[:9])
    )


def cpf_check_digits(base: str) -> str:
    """The two check digits of the first nine digits of a CPF."""
    return _check_digits(base, CPF_WEIGHTS)


def valid_cnpj(code: str) -> bool:
    """Whether 14 characters are a CNPJ, in digits or in the alphanumeric format of 2026 (upper case)."""
    return (
        len(code) == len(CNPJ_WEIGHTS) + 1
        and code.isalnum()
        and code.isascii()
        and code == code.upper()
        and code[12:].isdecimal()
        and code != code[0] * len(code)
        and code[12:] == cnpj_check_digits(code[:12])
    )


def cnpj_check_digits(base: str) -> str:
    """The two check digits of the first twelve characters of a CNPJ.

    A character counts as its ASCII code less 48, so "0" is 0 and "A" is 17; modulus 11.
    Source: Receita Federal, Instrução Normativa RFB 2.229/2024, cálculo do dígito verificador do CNPJ alfanumérico.
    """
    return _check_digits(base, CNPJ_WEIGHTS)


def _check_digits(base: str, weights: tuple[int, ...]) -> str:
    """Two digits, each over everything before it; the first leaves out the first weight."""
    first = _modulus_11(base, weights[1:])
    return first + _modulus_11(base + first, weights)


def _modulus_11(characters: str, weights: tuple[int, ...]) -> str:
    rest = sum((ord(char) - 48) * weight for char, weight in zip(characters, weights, strict=True)) % 11
    return "0" if rest < 2 else str(11 - rest)
