"""Numbers of things in words."""


def counted(number: int, one: str) -> str:
    """ "1 student", "1,200 students": a number of what adds an s."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"
