"""`make bench`: each measure against a peer or a limit in the same run, printed as a ratio."""

from tests.benchmarks import answers, turns


def main() -> None:
    for name, lines in (("durable turns", turns.compare), ("answers to citizens", answers.compare)):
        print(f"== {name}")
        for line in lines():
            print(line, flush=True)


if __name__ == "__main__":
    main()
