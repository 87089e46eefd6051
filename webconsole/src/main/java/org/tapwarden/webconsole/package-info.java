/// Who sees it: the console over HTTPS.
///
/// Promise: what no route allows for a role is refused before anything is looked up; nothing about
/// a person's or device's traffic is shown before the audit row that says who looked is on the
/// disk; every text is escaped where it is shown.
@NullMarked
package org.tapwarden.webconsole;

import org.jspecify.annotations.NullMarked;
