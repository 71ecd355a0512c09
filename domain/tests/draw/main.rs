//! Draws from outside: the algorithm against an implementation of its description in another language, what may
//! happen when, attacks on the seed, and records that somebody changed.

#[cfg(test)]
mod algorithm;
#[cfg(test)]
mod any_draw;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod rounds;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod seeds;
#[cfg(test)]
mod tampering;
#[cfg(test)]
mod world;
