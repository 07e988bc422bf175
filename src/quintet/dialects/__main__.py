"""`./dev contracts`: how many of the documented operations each dialect answers, group by group."""

from collections import Counter

from quintet.dialects.contract import NAMES, contract
from quintet.dialects.dialect import load
from quintet.dialects.reference import routed


def main() -> None:
    done_of_all = all_of_all = 0
    for name in NAMES:
        operations, there = contract(name), routed(load(name))
        groups = Counter(operation.group for operation in operations.values())
        done = Counter(operation.group for operation in operations.values() if operation.id in there)
        done_of_all, all_of_all = done_of_all + done.total(), all_of_all + groups.total()
        print(f"{name:<34}{done.total():>4} / {groups.total()}")
        for group, size in groups.items():
            if done[group]:
                print(f"  {group:<32}{done[group]:>4} / {size}")
    print(f"{'all':<34}{done_of_all:>4} / {all_of_all}")


if __name__ == "__main__":
    main()
