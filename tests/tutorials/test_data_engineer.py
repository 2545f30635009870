"""docs/tutorial-data-engineer.md, word for word."""

PAGE = "tutorial-data-engineer.md"


def test_this_part_goes_as_the_page_tells(reader, part):
    reader.follow(part)
