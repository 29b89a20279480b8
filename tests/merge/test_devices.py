"""Devices that write, delete, settle, restore backups and exchange damaged post, against the slow second opinion.

`break_laws.py` plays the same for 20,000 steps.
"""

import json
from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

DEVICES = 5

device = st.integers(0, DEVICES - 1)
number = st.integers(0, 9)


def _ordered(kit, pairs):
    """What the orders among some lines say is to be erased, read from the lines alone."""
    told = [
        json.loads(payload)["set"]
        for line, payload in pairs.items()
        if payload is not None and json.loads(line).get("kind") == kit.ORDER
    ]
    return {digest for one in told if one.get("counts") for digest in one["erases"]}


def machine_of(kit, counts=None):  # noqa: C901 - one class, with its rules inside so that they see the kit
    """The machine; what happened is added to `counts`."""
    counts = Counter() if counts is None else counts

    class Devices(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            counter = [0]
            clocks = (0, 25, -40, 3, 0)
            # The last two laptops have a later version of the app.
            self.devices = [
                kit.Device(n, counter, years, "1.1" if n > DEVICES - 2 else "1.0")
                for n, years in enumerate(clocks, start=1)
            ]
            self.backups = [d.shelf.copy() for d in self.devices]
            self.post = []
            self.written = set()
            self.changed = None

        def _wrote(self, device, entry):
            self.written.add(entry.line)
            self.changed = device
            counts["revisions written"] += 1

        @rule(one=device, rec=st.integers(0, 2), field=st.sampled_from(["text", "grade"]), value=number)
        def edit(self, one, rec, field, value):
            device = self.devices[one]
            self._wrote(device, device.write(kit.record_id(rec), {field: kit.VALUES[value]}))

        @rule(one=device, rec=st.integers(0, 2), gone=st.booleans())
        def delete_or_bring_back(self, one, rec, gone):
            device = self.devices[one]
            self._wrote(device, device.write(kit.record_id(rec), {"_deleted": gone}))

        @rule(one=device, rec=st.integers(0, 2), which=number)
        def settle(self, one, rec, which):
            device = self.devices[one]
            record = device.shelf.records.get(kit.record_id(rec))
            if record is None or not record.conflicts:
                return
            fields = {f: values[which % len(values)].value for f, values in record.conflicts.items()}
            self._wrote(device, device.write(record.id, fields | {"_reason": "seen"}))
            assert device.shelf.records[record.id].conflicts == {}

        @rule(one=device, rec=st.integers(0, 2), which=number)
        def take_a_settlement_back(self, one, rec, which):
            device = self.devices[one]
            nodes = sorted(device.shelf.nodes(kit.record_id(rec)), key=lambda node: node.id)
            if nodes:
                gone = nodes[which % len(nodes)].id
                self._wrote(device, device.write(kit.record_id(rec), {"_withdraws": [gone]}))

        @rule(one=device, every=st.integers(1, 3), start=st.integers(0, 2), again=st.booleans())
        def set_a_merge_aside_or_bring_it_back(self, one, every, start, again):
            """A word on each revision of some set that came, in each record that the set touched."""
            device, word = self.devices[one], "_restores" if again else "_withdraws"
            named = {}
            for entry in sorted(device.shelf.entries)[start::every]:
                named.setdefault(device.shelf.entries[entry].header.rec, []).append(entry)
            for rec, names in sorted(named.items()):
                before = device.shelf.records.get(rec)
                if before is not None:
                    self._wrote(device, device.write(rec, {word: names, "_reason": "a wrong bundle"}))
                    after = device.shelf.records[rec]
                    counts["words that restore" if again else "words that withdraw"] += 1
                    counts["records hidden"] += after.deleted and not before.deleted
                    counts["records shown again"] += before.deleted and not after.deleted

        @rule(one=device)
        def back_up(self, one):
            self.backups[one] = self.devices[one].shelf.copy()

        @rule(one=device)
        def restore(self, one):
            """Goes on under the same actor id, as a person who copies a disk would: a fork.

            What was erased since is here again, until the order comes again from others.
            """
            self.devices[one].shelf = self.backups[one].copy()
            self.changed = self.devices[one]

        @rule(one=device, other=device, how=st.integers(0, 5), which=number)
        def slip_in_unlawful_entries(self, one, other, how, which):
            device = self.devices[one]
            made = kit.hostile(device, how, which)
            self.written.update(line for line, _ in made)
            self.post.append(made)
            self._receive(self.devices[other], made)

        @rule(one=device, which=number, counts_here=st.booleans() | st.just(True))
        def order_to_erase(self, one, which, counts_here):
            """The order travels in the log; one of somebody who may not order travels too and does nothing."""
            device = self.devices[one]
            orders = {e.header.pay for e in device.shelf.entries.values() if e.header.kind == kit.ORDER}
            some = sorted(set(device.shelf.payloads) - orders)[which::7]
            if some:
                before = set(device.shelf.payloads)
                entry = device.order(some, counts=counts_here)
                assert set(device.shelf.payloads) == before - set(counts_here * some) | {entry.header.pay}
                self._wrote(device, entry)
                counts["orders that count" if counts_here else "orders that do not count"] += 1

        @rule(one=device, other=device)
        def send_everything(self, one, other):
            self._receive(self.devices[other], self.devices[one].shelf.pairs())

        @rule(one=device, newest=st.integers(1, 6), other=device)
        def post_the_newest_only(self, one, newest, other):
            """What comes before them may come later, from elsewhere or never."""
            parcel = self.devices[one].shelf.pairs()[-newest:]
            self.post.append(parcel)
            self._receive(self.devices[other], parcel)

        @rule(one=device, every=st.integers(2, 4), start=st.integers(0, 3))
        def post_with_holes(self, one, every, start):
            self.post.append(self.devices[one].shelf.pairs()[start::every])

        @rule(other=device, which=number, backwards=st.booleans())
        def deliver_from_the_post(self, other, which, backwards):
            """A parcel stays in the post, so it may come again, late and out of order."""
            if self.post:
                parcel = self.post[which % len(self.post)]
                self._receive(self.devices[other], parcel[::-1] if backwards else parcel)

        @rule(other=device, which=number, places=st.lists(st.integers(0, 30), max_size=4))
        def deliver_single_lines(self, other, which, places):
            if self.post and self.post[which % len(self.post)]:
                parcel = self.post[which % len(self.post)]
                for place in places:
                    self._receive(self.devices[other], [parcel[place % len(parcel)]])

        @rule(one=device, spoil=st.binary(min_size=1, max_size=3), at=number)
        def deliver_damaged_lines(self, one, spoil, at):
            device = self.devices[one]
            pairs = device.shelf.pairs()[:3]
            damaged = [h[: at * 20] + b"\x00" + spoil + h[at * 20 :] for h, _ in pairs]
            before = device.shelf.lines()
            plan = device.shelf.take(damaged, [h for h, _ in pairs])
            assert len(plan.refused) == 2 * len(pairs)
            assert device.shelf.lines() == before
            self.changed = device

        def _receive(self, device, pairs):
            before = device.shelf.lines()
            plan = device.give(device, pairs)
            counts["bundles merged"] += 1
            counts["entries taken in"] += len(plan.accepted) + len(plan.released)
            counts["entries that waited"] += len(plan.waiting)
            counts["entries set aside"] += len(plan.quarantined) + len(plan.condemned)
            counts["entries of a newer version"] += len(plan.newer)
            counts["forks named"] += len(plan.forks)
            counts["erased payloads kept out"] += plan.dropped_erased
            assert device.shelf.lines() == before | {line for line, _ in pairs}
            assert device.give(device, pairs).changes_nothing
            assert not device.shelf.erased & set(device.shelf.payloads)
            self.changed = device

        @invariant()
        def is_what_the_second_opinion_says(self):
            counts["steps"] += 1
            if self.changed is not None:
                kit.same_as_reference(self.changed.shelf)
                self.changed = None

        def teardown(self):
            """All meet: everything goes to everybody in a different order, nothing is lost, all agree."""
            everything = {}
            for device in self.devices:
                for line, payload in device.shelf.pairs():
                    everything[line] = everything.get(line) or payload
            for parcel in self.post:
                for line, payload in parcel:
                    everything[line] = everything.get(line) or payload
            pictures = []
            for place, device in enumerate(self.devices):
                pairs = sorted(everything.items())
                device.give(device, pairs[place:] + pairs[:place])
                pictures.append(device.shelf.picture())
            assert all(picture == pictures[0] for picture in pictures)
            assert self.devices[0].shelf.erased == _ordered(kit, everything)
            assert not self.devices[0].shelf.erased & set(self.devices[0].shelf.payloads)
            kit.same_as_reference(self.devices[0].shelf)
            # What only a restored backup forgot, and nobody was sent, is lost with that disk.
            assert self.devices[0].shelf.lines() == set(everything)
            assert set(everything) <= self.written

    return Devices


def test_devices_agree_whatever_happens_between_them(kit):
    run_state_machine_as_test(
        machine_of(kit),
        settings=settings(
            max_examples=20, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
