package org.tapwarden.webconsole.access;

/// Somebody who may come in.
public record Account(String name, Role role) {}
