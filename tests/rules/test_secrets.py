"""Nothing secret, and nobody's desk, is in the repository."""

import re

SECRETS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}",
    "an AWS key": r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "a Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "a GitHub token": r"\b(gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{22,})\b",
    "an OpenAI or Anthropic key": r"\bsk-(ant-|proj-)?[0-9A-Za-z_-]{32,}\b",
    "a Groq key": r"\bgsk_[0-9A-Za-z]{40,}\b",
    "a Slack token": r"\bxox[abprs]-[0-9A-Za-z-]{20,}",
    "a Stripe key": r"\b([rs]k_live_|whsec_)[0-9A-Za-z]{20,}\b",
    "a Meta token": r"\bEAA[0-9A-Za-z]{80,}\b",
    "a signed token": r"\beyJ[0-9A-Za-z_-]{20,}\.eyJ[0-9A-Za-z_-]{20,}\.[0-9A-Za-z_-]{20,}",
    "a password in an address": r"\b[a-z][a-z0-9+]*://[^/\s:@{}$<*]+:[^/\s:@{}$<*]{12,}@",
}
DESK = re.compile(r"(?<![\w.-])/(wor[k]|hom[e]/\w|Users/\w)|(?<![\w/-])share[d]/")


def texts(project, root):
    for file in project():
        try:
            yield file, (root / file).read_text()
        except UnicodeDecodeError:  # a picture or a recording
            continue


def test_no_secret_is_in_the_repository(project, root):
    """Prevents a credential in the history, from where it cannot be taken back: only revoked."""
    for file, text in texts(project, root):
        for what, pattern in SECRETS.items():
            found = re.search(pattern, text)
            assert not found, f"{file} holds {what}: {found and found[0][:12]}…; tests make their own at run time"


def test_no_file_leads_to_somebodys_machine(project, root):
    """Prevents what runs on one desk only: paths outside the checkout."""
    for file, text in texts(project, root):
        found = DESK.search(text)
        assert not found, f"{file} mentions {found and found[0]}"
