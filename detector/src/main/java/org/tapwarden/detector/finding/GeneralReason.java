package org.tapwarden.detector.finding;

/// Reasons that belong to no detector in particular.
public enum GeneralReason implements Reason {
    FLOW(Family.CONVERSATION, "the bytes of a conversation of this device are those of %s"),
    NOT_ON_THE_LIST(Family.IDENTITY, "its MAC is not on the approved list"),
    /// Where forged frames enter, see {@link Trail}.
    COMES_IN_AT(Family.FORGERY, "its frames come in at %s"),
    FORGED_MAC_IS_AT(
            Family.FORGERY,
            "the MAC of the forged frames is at %s: unless its owner is plugged in there, the forger"
                    + " is"),
    FORGERY_LEADS_TO(Family.FORGERY, "who believes what is forged sends to %s"),
    MANY_NOT_ON_THE_LIST(Family.IDENTITY, "devices that are not on the approved list: %s");

    private final Family family;
    private final String template;

    GeneralReason(Family family, String template) {
        this.family = family;
        this.template = template;
    }

    @Override
    public Family family() {
        return family;
    }

    @Override
    public String template() {
        return template;
    }
}
