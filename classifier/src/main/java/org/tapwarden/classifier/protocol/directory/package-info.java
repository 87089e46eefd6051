/// Directories and who logs in to them: Kerberos, LDAP, RADIUS.
@NullMarked
package org.tapwarden.classifier.protocol.directory;

import org.jspecify.annotations.NullMarked;
