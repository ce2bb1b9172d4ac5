"""Links the rows of a JSON-lines file with splink on DuckDB: rows in, seconds, memory and clusters as one line of JSON out.

Run by `linking.py --splink PYTHON` with a Python that has splink; splink is no dependency of Rasad.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
from collections import defaultdict
from typing import Any

import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLDS = (0.5, 0.9, 0.99, 0.999)  # match probabilities; clusters are connected components, the only kind that splink makes


def custom(name: str, levels: list[tuple[str, str]]) -> Any:
    column = f'"{name}_l" IS NULL OR "{name}_r" IS NULL'
    made: list[dict[str, Any]] = [{"sql_condition": column, "label_for_charts": "null", "is_null_level": True}]
    made += [{"sql_condition": sql, "label_for_charts": label} for label, sql in levels]
    made.append({"sql_condition": "ELSE", "label_for_charts": "else"})
    return cl.CustomComparison(output_column_name=name, comparison_levels=made)


def settings() -> SettingsCreator:
    near = "abs(killed_l - killed_r) <= 0.25 * greatest(killed_l, killed_r)"
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ExactMatch("type"),
            custom("day", [("same day", "day_l = day_r"), ("next day", "abs(day_l - day_r) = 1")]),
            cl.ExactMatch("place"),
            cl.DistanceInKMAtThresholds("lat", "lon", [5, 30]),
            cl.ExactMatch("initiator"),
            cl.ExactMatch("target"),
            custom("killed", [("same", "killed_l = killed_r"), ("near", near)]),
            cl.ArrayIntersectAtSizes("story", [4, 2, 1]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("family", "admin1", "day"),
            "l.family = r.family and l.admin1 = r.admin1 and l.day = r.day + 1",
        ],
        probability_two_random_records_match=1e-5,
    )


def main(path: str) -> None:
    logging.disable(logging.WARNING)
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads TO 2")
    table = connection.execute("SELECT * FROM read_json(?, format = 'newline_delimited')", [path]).df()
    at, busy = time.perf_counter(), time.process_time()
    linker = Linker(DuckDBAPI(connection).register(table), settings())
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("place", "day"), block_on("type", "initiator", "day", "admin1")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=2e5)
    found = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    clusters = {}
    for threshold in THRESHOLDS:
        rows = linker.clustering.cluster_pairwise_predictions_at_threshold(found, threshold_match_probability=threshold)
        together = defaultdict(list)
        for row in rows.as_record_list():
            together[row["cluster_id"]].append(row["unique_id"])
        clusters[str(threshold)] = list(together.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds, cpu = time.perf_counter() - at, time.process_time() - busy
    print(json.dumps({"seconds": seconds, "cpu": cpu, "memory": memory, "clusters": clusters}))


if __name__ == "__main__":
    main(sys.argv[1])
