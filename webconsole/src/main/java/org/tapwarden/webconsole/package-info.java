/// Who sees it: the console, the API, accounts and the audit view.
@NullMarked
package org.tapwarden.webconsole;

import org.jspecify.annotations.NullMarked;
