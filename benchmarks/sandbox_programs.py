"""Correct programs about the sample recording, and plain Python, for checks of the sandbox.

Each text is the end of a program; `whole` puts the beginning before it.
"""

from __future__ import annotations

_HEAD = """from workbench import answer, open_project

project = open_project()
rec = project.recording("open_field")
"""


def whole(text: str) -> str:
    """Return a program that can be run."""
    return _HEAD + text.strip("\n") + "\n"


def _split(texts: str) -> tuple[str, ...]:
    return tuple(text.strip("\n") for text in texts.split("\n---\n"))


MUTATED = _split("""
fast = rec.speed("mouse_1") > "20 cm/s"
near = rec.distance("mouse_1.nose", "mouse_2.nose") < "3 cm"
answer((fast & near).total_s())
---
approach = rec.facts("mouse_1", "approach", "mouse_2")
rearing = rec.facts("mouse_1", "rear")
found = approach.after(rearing, within_s=5)
answer(found.count, clips=found)
---
inside = rec.in_zone("mouse_2", "shelter")
answer(inside.fraction(), name="in the shelter")
---
answer(rec.time_in("mouse_1", "feeder"))
---
bouts = rec.entries("mouse_1", "shelter", min_s="0.5 s")
answer(bouts.count, clips=bouts.lasting(min_s="1 s"))
---
answer(rec.path_length("mouse_2", during=rec.window(0, "30 s")))
---
slow = rec.speed("mouse_2").smooth("0.5 s", statistic="median").between("1 cm/s", "5 cm/s")
answer(slow.bouts(min_s=0.2, max_gap_s="100 ms").mean_s)
---
answer(rec.latency("rear", who="mouse_1", cutoff_s="60 s"))
---
answer(plot=rec.plot_occupancy(bin_size="2 cm", who="mouse_1"))
---
turning = abs(rec.turning("mouse_1")) > "200 deg/s"
answer(turning.fraction())
---
facing = rec.facing("mouse_1", "mouse_2")
answer((abs(facing) < "30 deg").bouts(min_s="0.3 s").rate_per_min)
---
rears = rec.facts(subject="mouse_2", predicate="rear", min_confidence=0.3)
answer(rears.duration_s)
answer(table=rears.table().head(3))
---
both = rec.facts("mouse_1", "groom").overlapping(rec.facts("mouse_2", "rest"), same="any")
answer(both.count)
---
table = rec.measure(lambda recording, animal: recording.path_length(animal), name="path")
answer(table=table)
---
answer(table=project.graph().query("mouse_1 rear").table)
---
away = rec.distance_to("mouse_1", "shelter").mean()
answer(away)
---
answer(rec.acceleration("mouse_1").percentile(90))
---
chases = rec.facts(predicate="chase").in_window("10 s", "60 s")
answer(chases.sequence(rec.facts(predicate="flee"), within_s="2 s").count)
---
answer(rec.behavior("contact", "mouse_1", "mouse_2").longest(2).start_s)
---
speed = rec.speed("mouse_1")
answer(plot=speed.plot(threshold="20 cm/s"))
answer(plot=speed.plot_around(rec.facts("mouse_1", "rear"), before_s="1 s", after_s="2 s"))
""")
"""Programs that `benchmarks.sandbox_mutants` makes wrong ones of."""

CORRECT = (
    *MUTATED,
    *_split("""
for animal in rec.animals:
    answer(rec.speed(animal).mean(), name=animal)
---
answer({animal: rec.path_length(animal) for animal in rec.animals})
---
totals = [rec.time_in(animal, zone) for animal in rec.animals for zone in rec.zones]
answer(sum(totals), name="in zones")
---
distances = {a: rec.path_length(a) for a in rec.animals}
winner = max(distances, key=lambda a: distances[a])
answer(winner, name="walks most")
answer(distances[winner] - distances["mouse_2"], name="more")
---
answer(sorted(rec.animals, key=rec.path_length, reverse=True))
---
def share(animal, zone="shelter"):
    return rec.in_zone(animal, zone).fraction()

answer(share("mouse_1"), name="shelter")
answer(share("mouse_2", zone="feeder"), name="feeder")
---
quick = rec.speed("mouse_1").mean()
if quick > 5:
    answer("quick")
elif quick > rec.speed("mouse_2").mean():
    answer("slow")
else:
    answer("at rest")
---
quick = rec.speed("mouse_1").mean()
answer(f"{quick:.2f} {quick.unit} in {quick.assessed_s:.0f} s")
answer(round(quick, 1))
answer(float(quick) * 2)
answer(quick / 2 + quick * 0.5 - 1, name="about the same")
answer(quick / rec.speed("mouse_2").mean(), name="ratio")
---
try:
    answer(rec.behavior("rear", height="3 cm").count)
except Exception as error:
    answer("no such setting", note=str(error))
---
bouts = rec.facts("mouse_1")
answer(len(bouts))
for bout in bouts.first(3):
    answer(bout.stop_s - bout.start_s, name=f"{bout.subject} {bout.label}", unit="s")
---
labels = {}
for bout in rec.facts():
    labels[bout.label] = labels.get(bout.label, 0) + 1
answer(labels)
---
names = sorted({bout.label for bout in rec.facts("mouse_2")})
answer(", ".join(names))
---
x = rec.position("mouse_1.nose").x
answer((x.max() - x.min()) / 2, name="half the width")
---
north = rec.velocity("mouse_1").y < 0
answer((~north).total_s() + north.total_s())
---
either = rec.in_zone("mouse_1", "shelter") | rec.in_zone("mouse_1", "feeder")
answer(either.bouts(label="in a zone").count)
one = rec.in_zone("mouse_1", "shelter") ^ rec.in_zone("mouse_2", "shelter")
answer(one.fraction())
---
rears = rec.facts("mouse_1", "rear") | rec.facts("mouse_1", "groom")
answer((rears & rec.window("10 s", "50 s")).total_s)
answer((rears - rec.facts("mouse_1", "groom")).count)
---
answer(rec.facts("mouse_1", "approach").followed_by(rec.facts("mouse_1", "contact"), "3 s").count)
answer(rec.facts("mouse_1", "approach").not_followed_by(rec.facts(predicate="chase"), 3).count)
---
answer(table=rec.time_budget())
answer(table=rec.transitions(within_s="5 s"))
---
table = rec.time_budget()
rows = table.to_dict("records")
answer(len(rows), name="rows")
answer(table["count"].sum(), name="bouts")
answer(table.sort_values("total_s", ascending=False).head(2).columns)
---
answer(table=rec.co_occurrence([rec.facts("mouse_1"), rec.facts("mouse_2")]))
---
answer(plot=rec.plot_paths(colour=rec.speed("mouse_1"), who="mouse_1"))
answer(plot=rec.plot_budget())
answer(plot=rec.plot_transitions())
---
speeds = rec.speed("*")
answer(speeds["mouse_1"].mean())
answer(table=speeds.table())
---
gap = rec.distance("mouse_1", "mouse_2")["mouse_1", "mouse_2"]
answer(gap.when(rec.facts("mouse_1", "approach")).min())
---
closer = rec.closing_speed("mouse_1", "mouse_2") > "5 cm/s"
answer(closer.bouts().count > 2)
---
answer(rec.approach_speed("mouse_1", "mouse_2").max())
answer(rec.relative_speed("mouse_1", "mouse_2").median())
---
answer(rec.body_length("mouse_1").mean())
answer(rec.closest_distance("mouse_1", "mouse_2").min())
---
answer(rec.angle("mouse_1.nose", "mouse_1.neck", "mouse_1.centre").table().columns)
---
answer(abs(rec.alignment("mouse_1", "mouse_2")).mean())
answer(abs(rec.heading("mouse_1")).std())
---
answer(rec.tracked("mouse_1").fraction())
answer(rec.overlap("mouse_1", "mouse_2").total_s())
---
first = rec.first("rear", who="mouse_1")
answer(first.latency_s, clips=first)
answer(rec.last("rear").start_s)
---
exits = rec.exits("mouse_2", "feeder")
answer(exits.count)
answer(exits.inter_bout_s)
---
graph = project.graph()
answer(graph.facts("mouse_1", "approach", recording="open_field").count)
answer(graph.facts(between=(0, 30), source="rule").count)
---
answer(graph := project.graph().query("chase").bouts)
---
recs = project.recordings()
answer(len(recs))
answer(recs.each(lambda one: one.duration_s))
answer(table=recs.time_budget())
---
answer([one.name for one in project.recordings()])
answer(project.recordings()[0].scale)
---
answer(project.recordings().facts(["mouse_1", "mouse_2"], "rear").count)
---
table = project.recordings().measure(lambda r, a: r.speed(a).mean(), "speed")
answer(table["value"].mean())
---
def longest(recording):
    return max(list(recording.facts().duration_s))

answer(project.recordings().each(longest))
---
rear = rec.facts("mouse_1", "rear")
spans = list(zip(rear.start_s, rear.stop_s))
answer(sum(stop - start for start, stop in spans), unit="s")
answer([round(stop - start, 2) for start, stop in spans])
---
counts = [0] * 8
for start in rec.facts().start_s:
    counts[int(start // 10)] += 1
answer({f"{10 * i} to {10 * (i + 1)} s": count for i, count in enumerate(counts)})
---
middle = rec.duration_s / 2
halves = {"first half": (0, middle), "second half": (middle, rec.duration_s)}
for name, (start, stop) in halves.items():
    answer(rec.facts("mouse_1", "rear").in_window(start, stop).count, name=name)
---
total = 0.0
for animal in rec.animals:
    total += rec.path_length(animal)
answer(total)
---
low, high = rec.speed("mouse_1").percentile(25), rec.speed("mouse_1").percentile(75)
answer(low < high <= 1000)
answer(rec.speed("mouse_1").between(low, high).fraction())
---
unknown = (rec.speed("mouse_1") / 0).mean()
answer(unknown != unknown, name="unknown")
answer(unknown > 3, name="more than 3")
answer(not unknown < 3)
---
answer(rec.facts("mouse_1", "rear").mask(rec).fraction())
answer(rec.facts("mouse_1", "rear").outside().total_s)
---
near = rec.distance("mouse_1", "mouse_2") < "5 cm"
if near.total_s() > 1 and not rec.facts(predicate="chase").count == 0:
    answer("near, and chased")
---
answer(rec.speed("mouse_1", window_s="200 ms").rate().of_object().table().columns)
---
answer(rec.facts(predicate="social behavior").count)
answer(rec.facts("mouse_1", ["rear", "groom"]).summary().columns)
---
answer(len(rec.facts("mouse_1")) or "none", note="bouts of mouse_1")
print("animals", rec.animals, len(rec.zones), sep="; ")
---
shelter = rec.in_zone("mouse_1", "shelter").bouts()
answer(shelter.allen(rec.facts("mouse_1", "rest"), "contains").count)
answer(shelter.within(rec.facts("mouse_1", "rest"), "10 s").count)
---
answer(rec.facts("mouse_1", "contact").during(rec.in_zone("mouse_1", "feeder")).count)
---
answer("3 cm")
answer(True)
answer(None, note="nothing")
answer([1, 2.5, "words", False])
answer({"a": {"b": 1}})
"""),
)
"""Programs in which nothing is wrong."""

PLAIN = _split("""
answer(1 < 2 < 3 != 4)
answer(0 < 0 < 1 // 1)
answer([1 < x <= 3 for x in range(5)])
---
x = 7
x += 2; x -= 1; x *= 3; x //= 2; x %= 9; x **= 2
answer(x)
x /= 4
answer(x)
bits = 12
bits |= 3; bits &= 14; bits ^= 5
answer(bits)
---
a = [1]
b = a
b += [2]
b *= 2
answer(a)
c = a[:]
c[0] += 10
answer([a, c])
---
s = {1, 2}
t = s
t |= {3}
t &= {2, 3}
t -= {2}
answer(sorted(s))
d = {"a": 1}
e = d
e |= {"b": 2}
e["a"] += 5
answer(d)
---
calls = []
def index():
    calls.append(1)
    return 0
values = [10, 20]
values[index()] += 1
answer([values, len(calls)])
---
def risky():
    raise ValueError("never called")
answer(0 > 1 > risky() if True else None)
answer(False and risky())
answer(1 or risky())
answer([] or {} or "last")
---
xs = list(range(10))
answer([xs[2:5], xs[::-1], xs[-3:], xs[:0], xs[::3], "abcdef"[1:4]])
xs[1:3] = [9, 9, 9]
answer(xs)
---
answer(sorted(["bb", "a", "ccc"], key=len, reverse=True))
answer(min([3, 1, 2]))
answer(max("abc", "b", key=lambda w: len(w)))
answer(min([], default=4))
answer(max([(1, "b"), (1, "a")]))
answer(sorted([(2, "x"), (1, "y"), (2, "a")]))
---
answer(f"{3.14159:.2f}|{42:>6}|{'x':*^5}|{1234567.891:,.1f}|{0.256:.1%}|{7:03d}")
answer(f"{'a'!r}|{[1, 'b']!r}|{3!s:>4}|{2 + 3 = }|{1.5:{'>8'}}|{'q':{5}}!")
answer(f"{{}} {'nested ' + f'{1 + 1}'}")
---
answer("%.2f and %s, %d" % (1.005, "b", 7))
answer("%s" % 3)
answer(str(1.0) + str([1, "a"]) + str({"k": (1,)}) + repr("q"))
---
first, *rest = [1, 2, 3]
(p, q), r = (1, 2), 3
answer([first, rest, p, q, r])
for i, (k, v) in enumerate({"a": 1, "b": 2}.items(), start=1):
    answer(i * v, name=k)
---
def outer(n):
    def inner(m, *more, scale=2, **named):
        return (m + sum(more)) * scale + len(named) + n
    return inner(1, 2, 3, scale=3, other=1)
answer(outer(10))
---
def add(a, b=2, *, c=len([1, 2, 3])):
    return a + b + c
answer([add(1), add(1, 1), add(1, b=5, c=0), add(*[1, 2], **{"c": 3})])
---
def fact(n):
    return 1 if n <= 1 else n * fact(n - 1)
answer([fact(10), (lambda x, y=3: x * y)(4)])
---
try:
    answer([1, 2][5])
except IndexError as error:
    answer("caught")
finally:
    answer("after")
try:
    {}["a"]
except (KeyError, ValueError):
    answer("key")
else:
    answer("never")
---
try:
    raise ValueError("boo")
except Exception as error:
    answer(str(error))
try:
    assert 1 == 2, "one is not two"
except AssertionError as error:
    answer(str(error))
---
nan = float("nan")
answer([nan == nan, nan != nan, nan < 1, max([1.0, nan]), sorted([3, 1, 2])])
answer(nan)
---
answer([round(2.675, 2), round(2.5), round(1.005, 2), round(-0.5), round(1e20, 3), round(7, -1)])
answer([-7 // 2, -7 % 3, 7.5 % -2, 2 ** -1, 2 ** 0.5, -2 ** 2, 7 / 2, divmod(7, 2)])
---
answer([sum([0.1] * 10), sum([1, 2], 10), sum(x * x for x in range(4)), sum([[1], [2]], [])])
answer([all([]), any([0, ""]), all(x > 0 for x in [1, 2]), any(map(bool, [0, 3]))])
---
answer([list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(filter(None, [0, 1, 2]))])
answer([list(zip("ab", [1, 2, 3])), list(enumerate("ab", 1)), list(reversed([1, 2, 3]))])
answer([next(iter([5, 6])), next(zip([1], [2]))])
---
answer([[i * j for j in range(3)] for i in range(3) if i % 2 == 0])
answer({k: v for k, v in zip("abc", range(3)) if v})
answer(sorted({x % 3 for x in range(10)}))
---
n = 0
while True:
    n += 1
    if n == 3:
        continue
    if n > 5:
        break
else:
    n = -1
answer(n)
for i in []:
    pass
else:
    answer("else")
---
if (size := len([1, 2, 3])) > 2:
    answer(size)
answer([y for x in range(4) if (y := x * 2) > 2])
---
match [1, "b", {"k": 2}]:
    case [int(a), str(b), {"k": c}] if a < c:
        answer([a, b, c])
    case _:
        answer("no")
---
answer([isinstance(1, int), isinstance(True, (int, str)), isinstance([1][0], float)])
answer([int("12"), int(3.9), float("1e3"), bool([]), abs(-3.5), len("abc"), str(None)])
---
answer(["a,b".split(","), " x ".strip(), "abc".upper(), "ab" * 2, "b" in "abc", "a" < "b"])
answer([[1, 2] < [1, 3], (1, 2) + (3,), [1] == [1.0], 1 == 1.0, "1" == 1, not 0])
---
x = 3 if [] else 4
answer(x if not x == 4 else -x)
answer(-x + +x - (-x))
answer(~5 & 0xFF)
---
print("a", 1, [2.0, "b"], {"k": None}, sep="-", end=".")
print()
print(True, 1e16, 1e-7, 0.1 + 0.2)
""")
"""Programs that ask the project nothing."""
