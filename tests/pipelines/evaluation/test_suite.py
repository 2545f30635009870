"""What is read of data sets of known forms, and what is said of files that are none."""

from datetime import UTC, datetime

import orjson
import pytest

from pipelines.evaluation.suite import Form, NotASuite, read

LOCOMO = [
    {
        "sample_id": "conv-1",
        "conversation": {
            "speaker_a": "Ana",
            "speaker_b": "Bob",
            "session_2_date_time": "9:05 am on 12 June, 2023",
            "session_2": [{"speaker": "Ana", "dia_id": "D2:1", "text": "Back from Lisbon!"}],
            "session_1_date_time": "1:56 pm on 8 May, 2023",
            "session_1": [
                {"speaker": "Ana", "dia_id": "D1:1", "text": "I fly to Lisbon on Friday."},
                {"speaker": "Bob", "dia_id": "D1:2", "text": "Look!", "blip_caption": "a photo of a cat"},
            ],
        },
        "qa": [
            {"question": "Where does Ana fly?", "evidence": ["D1:01"], "category": 4},
            {"question": "When was she back?", "evidence": ["D1:1; D:2:1"], "category": 2},
            {"question": "Who is missing?", "evidence": ["D9:9"], "category": 1},
            {"question": "What did nobody say?", "category": 5},
        ],
    }
]


@pytest.fixture
def written(tmp_path):
    def write(data):
        file = tmp_path / "suite.json"
        file.write_bytes(data if isinstance(data, bytes) else orjson.dumps(data))
        return file

    return write


def test_a_long_conversation_is_read_in_the_order_of_its_sessions_with_the_evidence_however_it_is_written(written):
    (talk,) = read(Form.LOCOMO, written(LOCOMO))
    assert [(one.id, one.speaker, one.session) for one in talk.turns] == [
        ("D1:1", "Ana", "session_1"),
        ("D1:2", "Bob", "session_1"),
        ("D2:1", "Ana", "session_2"),
    ]
    assert talk.turns[1].text == "Look! a photo of a cat"
    assert talk.turns[0].at == datetime(2023, 5, 8, 13, 56, tzinfo=UTC) < talk.turns[1].at < talk.turns[2].at
    assert [(one.kind, set(one.relevant)) for one in talk.questions] == [
        ("single-hop", {"D1:1"}),
        ("temporal", {"D1:1", "D2:1"}),
    ]


def test_documents_stand_alone_and_queries_name_theirs(written):
    documents = [{"id": 1, "text": "O frete é grátis."}, {"id": 2, "text": "A loja abre às nove."}]
    queries = [{"query": "Quanto custa o frete?", "relevant": [1]}, {"query": "Nada?", "relevant": []}]
    (found,) = read(Form.QA, written({"documents": documents, "queries": queries}))
    assert len({one.chat for one in found.turns}) == 2
    assert [(one.text, set(one.relevant)) for one in found.questions] == [("Quanto custa o frete?", {"1"})]


@pytest.mark.parametrize(
    "form, data, why",
    [
        ("locomo", b"no json", "invalid literal|unexpected"),
        ("locomo", [{"qa": []}], "it lacks 'conversation'"),
        ("locomo", {"conversation": {}}, "is no data set of the form 'locomo'"),
        ("qa", {"documents": []}, "it lacks 'queries'"),
        ("qa", [], "is no data set of the form 'qa'"),
        ("qa", {"documents": [{"id": "a", "text": "x"}], "queries": [{"query": "?", "relevant": ["b"]}]}, "'b'"),
        ("qa", {"documents": [{"id": "a", "text": "x"}] * 2, "queries": []}, "'a' names more than one turn"),
    ],
)
def test_a_file_of_another_form_is_refused_in_plain_words(written, form, data, why):
    with pytest.raises(NotASuite, match=why):
        read(Form(form), written(data))
