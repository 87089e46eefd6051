/// The demo, as somebody sees it who tries it first.
package org.tapwarden.appliance.demo;
