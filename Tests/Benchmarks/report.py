"""The tables: a line per row as it comes, then geometric means by group and over all rows."""

from statistics import geometric_mean


def show_head():
    print(f"{'row':<30}{'CPU':>6}{'wall':>7}   {'best':<8}{'ms':>7}{'seesh':>8}   other peers, CPU", flush=True)


def show_row(row):
    cpu, wall = row["cpu"], row["wall"]
    if "seesh" in cpu["ratios"]:
        others = " ".join(f"{name} {value:.2f}" for name, value in sorted(cpu["ratios"].items(), key=lambda pair: pair[1])
                          if name not in ("seesh", cpu["best"]))
        print(f"{row['name']:<30}{cpu['ratios']['seesh']:6.2f}{wall['ratios']['seesh']:7.2f}   {cpu['best']:<8}"
              f"{cpu['seconds'][cpu['best']] * 1000:7.1f}{cpu['seconds']['seesh'] * 1000:8.1f}   {others}", flush=True)
    else:
        print(f"{row['name']:<30}     -      -   not measured", flush=True)
    for name, why in row["wrong"].items():
        print(f"    {name} left out: {why}", flush=True)


def means(rows, kind):
    """group -> shell -> geometric mean of its ratios to the best peer; the group `all` last."""
    groups = dict.fromkeys(row["group"] for row in rows)
    return {group: mean_of([row for row in rows if group in (row["group"], "all")], kind) for group in [*groups, "all"]}


def mean_of(rows, kind):
    shells = dict.fromkeys(name for row in rows for name in row[kind]["ratios"])
    return {name: geometric_mean([row[kind]["ratios"][name] for row in rows if name in row[kind]["ratios"]])
            for name in shells}


def show_means(rows):
    shells = list(dict.fromkeys(["seesh", *(name for row in rows for name in row["cpu"]["ratios"])]))
    for kind, title in (("cpu", "CPU time"), ("wall", "wall time")):
        print(f"\n{title + ' to the best peer':<30}" + "".join(f"{name:>9}" for name in shells))
        for group, values in means(rows, kind).items():
            count = sum(1 for row in rows if group in (row["group"], "all"))
            cells = "".join(f"{values[name]:9.2f}" if name in values else f"{'-':>9}" for name in shells)
            print(f"{f'{group} ({count})':<30}" + cells)
    above = [row for row in rows if row["cpu"]["ratios"].get("seesh", 0) > 1]
    print(f"\n{len(above)} of {len(rows)} rows above 1.0 in CPU time", flush=True)


def show_curve(curve):
    if "exponent" not in curve:
        print(f"{curve['name']:<30}     -   {curve['wrong']}", flush=True)
        return
    largest = f"{curve['seconds'][-1] * 1000:.1f} ms at {curve['sizes'][-1]}"
    print(f"{curve['name']:<30}{curve['exponent']:6.2f}   {largest}", flush=True)
