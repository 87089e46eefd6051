/// Takes RADIUS accounting records (RFC 2866) and hands down who uses what.
///
/// Promise: nobody without a secret is answered, an answer leaves only when what was said is on the
/// disk, and of a record only the account, where it is used and when is kept: no password, and no
/// attribute that is not named here.
@NullMarked
package org.tapwarden.webconsole.accounting;

import org.jspecify.annotations.NullMarked;
