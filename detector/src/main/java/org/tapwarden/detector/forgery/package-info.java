/// Notices who says what only others have the right to say: another's address, MAC or name.
///
/// Promise: a claim counts as forged only where the one it contradicts was heard; nothing that a
/// single frame can make up accuses, and equipment that serves others is never the subject of a
/// case, since whoever forges likes to use its MAC. What is innocent and looks alike stands beside
/// each attack in the tests.
@NullMarked
package org.tapwarden.detector.forgery;

import org.jspecify.annotations.NullMarked;
