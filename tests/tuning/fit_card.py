#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Fits the card of the reverse name classifier (milter/judge/rdns_card.h) on a table of names whose kind is known.

    rdns_signs TABLE | fit_card.py [--write HEADER]

A logistic regression gives each sign its weight; weights become whole points, WHOLE_POINTS for the whole address. What the
figures are worth is told by ten folds: each holds whole organisations, and its names are judged by a card that was fitted
without them. The threshold is the one that does best in the folds among those with few false positives. A name that a mail word
excuses takes no part in the fit, and is never flagged. The same table gives the same card.
"""
import math
import random
import sys

FOLDS, ROUNDS, SEED, RIDGE = 10, 25, 1, 2.0
WHOLE_POINTS, FALSE_POSITIVES_MAX = 44, 0.025


def read_rows(file):
    names = file.readline().split()[3:]
    rows = []
    for line in file:
        organisation, label, excused, *signs = line.split()
        rows.append((organisation, label == "access", excused == "1", [int(sign) for sign in signs]))
    return names, rows


def solve(matrix, vector):
    """Gauss, with pivots; the matrices are small and well behaved."""
    size = len(vector)
    rows = [list(matrix[i]) + [vector[i]] for i in range(size)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for k in range(size):
            if k != i and rows[k][i]:
                factor = rows[k][i] / rows[i][i]
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i])]
    return [rows[i][size] / rows[i][i] for i in range(size)]


def grouped(rows):
    """Rows of the same signs count together: (signs with the constant, access names, all names)."""
    table = {}
    for _, access, excused, signs in rows:
        if not excused:
            entry = table.setdefault(tuple(signs), [0, 0])
            entry[0] += access
            entry[1] += 1
    return [([1, *signs], hits, count) for signs, (hits, count) in table.items()]


def fit(rows, size):
    """The weights, the constant first, by Newton's method with a ridge that keeps rare signs small."""
    weights, groups = [0.0] * (size + 1), grouped(rows)
    for _ in range(ROUNDS):
        gradient = [-RIDGE * w * (i > 0) for i, w in enumerate(weights)]
        hessian = [[RIDGE * (i == k and i > 0) + 1e-9 * (i == k) for k in range(size + 1)] for i in range(size + 1)]
        for signs, hits, count in groups:
            chance = 1 / (1 + math.exp(-sum(w for w, sign in zip(weights, signs) if sign)))
            on = [i for i, sign in enumerate(signs) if sign]
            for i in on:
                gradient[i] += hits - count * chance
                for k in on:
                    hessian[i][k] += count * chance * (1 - chance)
        weights = [w + step for w, step in zip(weights, solve(hessian, gradient))]
    return weights


def points_of(rows, names):
    """Whole points, without the constant. The last two octets alone never decide: big services number mail hosts by them."""
    weights = fit(rows, len(names))
    scale = WHOLE_POINTS / weights[1 + names.index("WHOLE")]
    return [max(0, round(weight * scale)) for weight in weights[1:]]


def judge(row, names, points, threshold):
    """The row with whether the card flags it."""
    organisation, access, excused, signs = row
    capped = [min(p, threshold - 1) if name == "PAIR" else p for name, p in zip(names, points)]
    return organisation, access, False, [not excused and total(signs, capped) >= threshold]


def total(signs, points):
    return sum(p for p, sign in zip(points, signs) if sign)


def figures(rows, is_flagged):
    hits = misses = wrong = right = 0
    for _, access, excused, signs in rows:
        flagged = not excused and is_flagged(signs)
        hits += flagged and access
        misses += access and not flagged
        wrong += flagged and not access
        right += not flagged and not access
    return {"f1": 2 * hits / max(1, 2 * hits + misses + wrong), "fp": wrong / max(1, wrong + right),
            "recall": hits / max(1, hits + misses), "precision": hits / max(1, hits + wrong)}


def folds_of(rows):
    organisations = sorted({row[0] for row in rows})
    random.Random(SEED).shuffle(organisations)
    fold = {organisation: i % FOLDS for i, organisation in enumerate(organisations)}
    return [fold[row[0]] for row in rows]


def in_folds(rows, names):
    """Every name judged by a card that does not know its organisation, for each threshold."""
    fold = folds_of(rows)
    cards = [points_of([row for row, of in zip(rows, fold) if of != k], names) for k in range(FOLDS)]
    return {threshold: [judge(row, names, cards[of], threshold) for row, of in zip(rows, fold)]
            for threshold in range(10, WHOLE_POINTS)}


def best_threshold(judged):
    """The best F1 among those with few false positives."""
    def merit(threshold):
        found = figures(judged[threshold], lambda signs: signs[0])
        return found["fp"] <= FALSE_POSITIVES_MAX, found["f1"]
    return max(judged, key=merit)


def draws(judged):
    """Figures over draws of organisations with replacement."""
    by_organisation = {}
    for row in judged:
        by_organisation.setdefault(row[0], []).append(row)
    groups, draw = list(by_organisation.values()), random.Random(SEED)
    for _ in range(200):
        drawn = [row for _ in groups for row in draw.choice(groups)]
        yield figures(drawn, lambda signs: signs[0])


def show(title, found):
    print("%-28s precision %.3f  recall %.3f  F1 %.3f  false positives %.2f%%" % (
        title, found["precision"], found["recall"], found["f1"], 100 * found["fp"]))


HEADER = """\
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_JUDGE_RDNS_CARD_H
#define MXVET_JUDGE_RDNS_CARD_H

/* Written by tests/tuning/fit_card.py: points of the signs of a name that a machine made, and from how many on it is one. */
#define RDNS_CARD(SIGN) \\
%s

enum { RDNS_CARD_THRESHOLD = %d };

#endif
"""


def main():
    names, rows = read_rows(sys.stdin)
    judged = in_folds(rows, names)
    threshold, points = best_threshold(judged), points_of(rows, names)
    points = [min(p, threshold - 1) if name == "PAIR" else p for name, p in zip(names, points)]
    print("%d names of %d organisations" % (len(rows), len({row[0] for row in rows})))
    print(" ".join("%s +%d" % pair for pair in zip(names, points)), "from", threshold)
    show("the card on all of them", figures(rows, lambda signs: total(signs, points) >= threshold))
    show("in folds of organisations", figures(judged[threshold], lambda signs: signs[0]))
    spread = list(draws(judged[threshold]))
    for key, name in ("f1", "F1"), ("fp", "false positives"):
        values = sorted(found[key] for found in spread)
        print("%-28s %.4f to %.4f in nine of ten draws of organisations" % (name, values[10], values[-11]))
    if sys.argv[1:2] == ["--write"]:
        lines = ["\tSIGN(%s, %d)" % pair for pair in zip(names, points)]
        with open(sys.argv[2], "w", encoding="utf-8") as file:
            file.write(HEADER % (" \\\n".join(lines), threshold))


main()
