#!/usr/bin/env python3
"""Asks Prometheus every query of a Grafana dashboard, and fails if one is invalid or has no data.

usage: dashboard.py DASHBOARD URL
"""
import json
import sys
import time
import urllib.parse
import urllib.request

# Without an outbox, hooks and Web Push these have no series, an executable has no JVM, and no instance drains any more.
WITHOUT_DATA = ("herald_outbox_", "herald_hooks_", "herald_push_attempts_", "herald_gc_pause_", "jvm_memory_", "changes(herald_draining")


def expressions(node):
    if isinstance(node, dict):
        if "expr" in node:
            yield node["expr"]
        for value in node.values():
            yield from expressions(value)
    elif isinstance(node, list):
        for value in node:
            yield from expressions(value)


def query(url, expression):
    concrete = expression.replace("$__rate_interval", "1m").replace("$job", ".*")
    with urllib.request.urlopen(url + "/api/v1/query?" + urllib.parse.urlencode({"query": concrete}), timeout=10) as answer:
        return json.load(answer)["data"]["result"]


def main(dashboard, url):
    with open(dashboard) as file:
        queries = sorted(set(expressions(json.load(file))))
    missing = queries
    deadline = time.time() + 60
    while missing and time.time() < deadline:
        missing = [expression for expression in queries if not query(url, expression)]
        unexpected = [expression for expression in missing if not any(name in expression for name in WITHOUT_DATA)]
        if not unexpected:
            break
        time.sleep(2)
    print(f"ok  {len(queries) - len(missing)} of {len(queries)} queries have data")
    for expression in missing:
        print(f"    no data: {expression}")
    return 1 if unexpected else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
