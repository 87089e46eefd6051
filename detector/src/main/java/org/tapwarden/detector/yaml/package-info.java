/// Settings as operators write them.
///
/// Promise: an unknown key, a key given twice or a bad value is one line that names the key, the
/// value and what would be right; nothing is silently taken for something else.
@NullMarked
package org.tapwarden.detector.yaml;

import org.jspecify.annotations.NullMarked;
