"""`make bench`: each measure against a peer or a limit in the same run, printed as a ratio."""

from tests.benchmarks import answers, broadcasts, five_years, looks, starting, telegram_sends, turns

MEASURES = {
    "durable turns": turns.compare,
    "answers to citizens": answers.compare,
    "what is due": looks.compare,
    "five years": five_years.compare,
    "broadcasts": broadcasts.compare,
    "starting": starting.compare,
    "sends to Telegram": telegram_sends.compare,
}


def main() -> None:
    for name, compare in MEASURES.items():
        print(f"== {name}", flush=True)
        for line in compare():
            print(line, flush=True)


if __name__ == "__main__":
    main()
