/// What the pages are made of: records that the templates are compiled against.
///
/// Promise: nothing here is looked up; a page shows what its record holds.
@NullMarked
package org.tapwarden.webconsole.page;

import org.jspecify.annotations.NullMarked;
