"""Benchmarks, runnable one by one: `rodtrad bench NAME --json`."""
