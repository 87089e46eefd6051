/// Notices what the radio shows: the office's network from a stranger or with weaker protection,
/// and frames that throw others off.
///
/// Promise: detection only. Nothing here sends, and nothing anywhere builds a radio frame (design,
/// 9.7). What the operator did not declare is nobody's, so nothing is said of it.
@NullMarked
package org.tapwarden.detector.air;

import org.jspecify.annotations.NullMarked;
