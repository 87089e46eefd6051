/// Notices who does so much that others suffer: takes all addresses, floods, scans, storms.
///
/// Promise: what is counted is bounded, by cap and by minute; a case about numbers says the numbers
/// and the bound; a crowd of true devices that comes at once, as at a term's start, stays below
/// each bound.
@NullMarked
package org.tapwarden.detector.disruption;

import org.jspecify.annotations.NullMarked;
