import pytest

from inspector_app.merge.frontier import covers, frontier, missing_segments

REC = "00000001-0000-7000-8000-000000000000"


@pytest.fixture
def log(kit):
    """Makes a log of one device: `log(count, after=entries, at=minute)`."""

    def make(count, *, after=(), minute=0):
        entries = list(after)
        for _ in range(count):
            seq, prev = len(entries) + 1, entries[-1].id if entries else None
            at = f"2026-03-01T09:{minute:02d}:00Z"
            entries.append(kit.entry_of(kit.actor_id(1), seq, prev, REC, at=at))
        return entries

    return make


def mark(entry):
    return {entry.header.actor: (entry.header.seq, entry.id)}


def told(segments):
    return [(s.first, s.last, [e.header.seq for e in s.entries]) for s in segments]


def test_a_frontier_is_the_last_entry_of_each_log(kit, log):
    entries = log(3)
    other = kit.entry_of(kit.actor_id(2), 1, None, REC)
    assert frontier([*reversed(entries), other]) == mark(entries[2]) | mark(other)
    assert frontier([]) == {}


def test_of_a_fork_the_frontier_names_the_longer_branch_and_of_equal_ones_always_the_same(log):
    one, other = log(2), log(2, minute=1)
    longer = log(1, after=one)
    assert frontier([*longer, *other]) == mark(longer[2])
    assert frontier([*one, *other]) == frontier([*other, *one])


def test_nothing_is_missing_after_the_last_entry_was_acknowledged(kit, log):
    entries = log(4)
    assert missing_segments({kit.actor_id(1): entries}, mark(entries[3])) == ()
    assert told(missing_segments({kit.actor_id(1): entries}, mark(entries[1]))) == [(3, 4, [3, 4])]


def test_a_peer_of_whom_nothing_is_known_gets_everything(kit, log):
    assert told(missing_segments({kit.actor_id(1): reversed(log(3))}, {})) == [(1, 3, [1, 2, 3])]


def test_the_other_branch_of_a_fork_is_sent_though_its_numbers_were_acknowledged(kit, log):
    trunk = log(3)
    one, other = log(3, after=trunk), log(1, after=trunk, minute=1)
    logs = {kit.actor_id(1): [*one, other[3]]}
    (segment,) = missing_segments(logs, mark(one[5]))
    assert segment.entries == (other[3],)
    assert told(missing_segments(logs, mark(other[3]))) == [(4, 6, [4, 5, 6])]
    assert told(missing_segments(logs, mark(trunk[2]))) == [(4, 6, [4, 4, 5, 6])]


@pytest.mark.parametrize("seq", [2, 9])
def test_a_mark_that_is_not_in_the_log_stands_for_nothing(kit, log, seq):
    peer = {kit.actor_id(1): (seq, "f" * 64)}
    assert told(missing_segments({kit.actor_id(1): log(3)}, peer)) == [(1, 3, [1, 2, 3])]


def test_a_gap_in_a_relayed_log_makes_two_segments(kit, log):
    entries = log(6)
    logs = {kit.actor_id(1): [*entries[:2], *entries[3:]]}
    assert told(missing_segments(logs, {})) == [(1, 2, [1, 2]), (4, 6, [4, 5, 6])]


def test_an_acknowledgement_above_a_gap_here_does_not_stop_what_is_below_it(kit, log):
    entries = log(6)
    logs = {kit.actor_id(1): [*entries[:2], *entries[3:]]}
    assert told(missing_segments(logs, mark(entries[5]))) == [(1, 2, [1, 2])]


def test_logs_cover_a_frontier_only_with_the_very_entries(kit, log):
    entries, logs = log(3), {kit.actor_id(1): log(3)}
    assert covers(logs, {})
    assert covers(logs, mark(entries[1]) | {})
    assert not covers(logs, {kit.actor_id(1): (2, entries[2].id)})
    assert not covers(logs, mark(log(4)[3]))
    assert not covers(logs, {kit.actor_id(2): (1, entries[0].id)})
    assert not covers(logs, mark(log(3, minute=1)[2]))
