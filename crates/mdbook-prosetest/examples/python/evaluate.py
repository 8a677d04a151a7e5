"""Evaluates the expressions of a book: each line is a request, and each answer begins with the word that was given."""

import json
import math
import sys

GIVENS = {**vars(math), "MARATHON": {"quantity": 42.195, "unit": "kilometres"}}

for line in sys.stdin:
    request = json.loads(line)
    answers = []
    for inputs in request["inputs"]:
        try:
            names = {p["name"]: value for p, value in zip(request["parameters"], inputs)}
            value = eval(request["code"], dict(GIVENS), names)
            answers.append({"values": value if isinstance(value, list) else [value]})
        except Exception as error:
            answers.append({"failed": f"{type(error).__name__}: {error}"})
    print(sys.argv[1], json.dumps({"answers": answers}), flush=True)
