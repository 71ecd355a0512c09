//! 随机抽取: a draw of experts (Art. 13(2)) or of evaluations to spot-check (Art. 9(1)) that anybody can replay.
//!
//! A draw is a list of steps. [`Draw::perform`] adds a step or refuses it; [`verify()`] decides every step of an
//! exported [`DrawRecord`] again and names the first that does not match.
//!
//! 1. A **round** is opened on a [`Snapshot`] of the pool: everybody who can be drawn, and everybody who cannot with
//!    the reason. Its hash, the seats and the parties are fixed here.
//! 2. Each **party** (two at least: the organiser and the finance bureau, say) hands in a commitment. When all have,
//!    each reveals; what does not match its commitment is refused.
//! 3. The **seed** follows from everything revealed, and the **order** of each stratum from the seed. The first take
//!    the seats, the others are reserves in this order.
//! 4. Who declines or withdraws, with a reason, is followed by the next reserve of the same stratum. When the
//!    reserves of a stratum are used up, the round is closed: who accepted stays, and the empty seats are drawn in a
//!    new round from a larger pool, from which who sits already is left out. A drawing that must be thrown away needs a second person. Every further round
//!    has a number and a reason.
//!
//! # What each party can and cannot do
//! The party that reveals last knows the result before the others do, but it can no longer change it: another
//! contribution does not match its commitment. It can only keep its contribution back. Then the round cannot be
//! drawn; it is abandoned on the record, and that party contributes to no later round of the draw
//! ([`Draw::barred_parties`]), so that it can do this once and never choose. So each party should enter what it reveals
//! itself: a clerk who gets it first could report it as kept back. All parties together can choose the
//! result; so there should be one among them with another interest, the audit bureau for instance.
//!
//! # The algorithm, format `quanheng-draw/1`
//! Whoever wants to check a record without this program needs SM3 (GB/T 32905-2016), ChaCha20 (RFC 8439) and the
//! following.
//!
//! **Bytes.** Texts are UTF-8. `N(x)` is the netstring of a text: the number of its bytes in decimal, a colon, the
//! bytes, a comma; `N("在库")` is `6:在库,`. A number is written as its decimal digits. A list is `N` of its length
//! and then its entries. `H(label, x, y, …)` is SM3 over `N(label) N(x) N(y) …`, written as 64 lower-case hexadecimal
//! digits. Texts are compared, and put in order, byte by byte.
//!
//! **Snapshot.** Candidates stand in the order of their identifiers, each once.
//! `snapshot = H("quanheng/draw/snapshot/1", list of candidates)`; a candidate is `id`, `stratum`, `unit`, `status`,
//! and then `eligible`, or `excluded`, `code`, `article`, `reason`.
//!
//! **Chain.** `digest 0 = H("quanheng/draw/record/1", format, draw, purpose)`. The digest of a step is
//! `H("quanheng/draw/step/1", digest before, at, by, action, fields of the action)`, with the time as written and the
//! fields in the order in which the record has them. Opening a round has the fields `number`, `reason` (empty if
//! there is none), `snapshot_hash`, list of seats (`stratum`, `seats`), list of parties; drawing has `seed` and a list of
//! strata (`stratum`, list of identifiers).
//!
//! **Commitment.** `H("quanheng/draw/commitment/1", opening, party, salt, text)`, where `opening` is the digest of the
//! step that opened the round. It cannot be carried over to another party, round, pool or draw.
//!
//! **Seed.** `H("quanheng/draw/seed/1", snapshot, opening, list of contributions)`, where a contribution is `party`,
//! `salt`, `text`, in the order of the parties' names.
//!
//! **Order of a stratum.** Let `a[0] … a[n-1]` be the identifiers of its eligible candidates in order. The key is the 32
//! bytes of `H("quanheng/draw/stratum/1", seed, stratum)`. The ChaCha20 keystream with this key, a nonce of twelve
//! zero bytes and the block counter starting at 0 is cut into words of four bytes, each read with the least
//! significant byte first. To get a whole number below `m`: take the next word `w`; if `w ≥ 2³² − (2³² mod m)`, throw
//! it away and take the next; the number is `w mod m`. Then for `i = n−1, n−2, …, 1`: get `j` below `i + 1`, and
//! exchange `a[i]` and `a[j]` (the shuffle of Fisher and Yates). A stratum of one takes no word.
//!
//! **Worked example.** With the seed `0123456789abcdef` four times over and the stratum `业务专家`:
//!
//! | | |
//! |---|---|
//! | key | `e84de353ed8bc51780b5811f772198082aa5e0a9db883830456497b0256d5aca` |
//! | first words | `e418454a`, `8354e558`, `56b71e68`, as hexadecimal numbers |
//! | order of `E01` … `E10` | `E09 E06 E02 E07 E08 E03 E04 E10 E05 E01` |
//!
//! The chance of every candidate of a stratum is the same, and so is the chance of every order: whole numbers below
//! `m` are equally likely as long as words are, and the shuffle then gives each of the `n!` orders one way.

mod decide;
mod encoding;
mod record;
mod seats;
mod seed;
mod shuffle;
mod snapshot;
mod state;
mod verify;

pub use decide::Command;
pub use record::{Action, DrawRecord, FORMAT, Opening, Purpose, Step, StratumOrder};
pub use seats::{Seats, panel_seats};
pub use seed::{Contribution, seed};
pub use shuffle::draw_order;
pub use snapshot::{Candidate, Exclusion, Snapshot};
pub use state::{Called, Draw, Phase, Round};
pub use verify::{Mismatch, ProvenStep, Report, verify};
