//! Every number of the comparison that the measure does not give. The amounts are the rulebook's, not these.
//!
//! The two similarities were chosen on the demonstration list: every pair at or above them was read, and they were
//! set so that the pairs meant by the measure are found and roads that differ in their name alone are not.

/// From this similarity of names on, in per cent, two objects may be the same, if their contents agree too.
pub const SAME_NAME: u32 = 75;

/// The least similarity of contents, in per cent, when the names are nearly the same. Nothing is asked of contents
/// that nobody stated.
pub const AGREEING_CONTENT: u32 = 30;

/// From this similarity of contents on, in per cent, two objects of different units or lists may be the same under
/// different names.
pub const SAME_CONTENT: u32 = 80;

/// Shorter contents (in pairs of characters) are the same too easily to mean anything under different names.
pub const TELLING_CONTENT: usize = 20;

/// A name without its part, place and general words must have this many characters to say that two objects are one.
pub const TELLING_NAME: usize = 3;

/// A content without figures must have this many characters to say that two objects are one.
pub const TELLING_WORKS: usize = 6;

/// How much of a long content is compared, in pairs of characters.
pub const LONGEST_CONTENT: usize = 160;

/// More parts of one project are not gathered: nobody joins so many by hand.
pub const MOST_PARTS: usize = 64;

/// How many overlaps are given for one object.
pub const MOST_OVERLAPS: usize = 20;

/// A look-up follows the object's pairs of characters, rarest first, until it has seen this many places where they
/// occur. A list of some hundred objects never has so many, so that nothing is left out there.
pub const MOST_PLACES: usize = 20_000;

/// How many of the objects that share the most pairs are compared in full.
pub const MOST_COMPARED: usize = 200;

/// Points of a split for the same name but for the part; the points rank findings and decide nothing.
pub const POINTS_SAME_NAME: u32 = 60;

/// Points of a split for the same place and kind of works.
pub const POINTS_SAME_PLACE: u32 = 50;

/// Points of a split for the same content but for its figures.
pub const POINTS_SAME_CONTENT: u32 = 45;

/// The most that these three give together.
pub const MOST_POINTS_FOR_LIKENESS: u32 = 75;

/// Points of a split when every part stays below the amount, so that none would be evaluated.
pub const POINTS_NONE_EVALUATED: u32 = 15;

/// Points of a split when the class that it rests on is the one that was read off the object.
pub const POINTS_CLASS_AS_READ: u32 = 10;
