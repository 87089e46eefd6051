package org.tapwarden.webconsole;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The console in a real browser; what it looks like lies in `target/screenshots`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserTest {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final List<String> PAGES =
            List.of(
                    "/",
                    "/enforcement",
                    "/enforcement/review?segment=unnamed",
                    "/alerts",
                    "/alerts/1",
                    "/devices",
                    "/devices/1",
                    "/devices/at?address=10.0.0.5",
                    "/devices/diff?from=2001-01-01&to=2199-01-01",
                    "/flows",
                    "/payload?case=1",
                    "/accounts",
                    "/audit");

    private final List<String> complaints = new ArrayList<>();
    private MachineNetwork network;
    private Office office;
    private Playwright playwright;
    private Browser browser;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        assumeThat(Files.isExecutable(CHROMIUM)).as("Chromium is installed").isTrue();
        network = MachineNetwork.hold();
        office = new Office(folder);
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(CHROMIUM)
                                        .setArgs(List.of("--no-sandbox")));
        Files.createDirectories(SCREENSHOTS);
    }

    @AfterAll
    void close() throws Exception {
        if (playwright != null) {
            playwright.close();
        }
        if (office != null) {
            office.close();
        }
        if (network != null) {
            network.close();
        }
    }

    private Page page(int width, int height, ColorScheme scheme) {
        BrowserContext context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setIgnoreHTTPSErrors(true)
                                .setViewportSize(width, height)
                                .setColorScheme(scheme));
        Page page = context.newPage();
        page.onConsoleMessage(m -> {
            // The browser says so of every answer that is no page; that is the answer's meaning.
            if (m.type().equals("error") && !m.text().contains("status of 40")) {
                complaints.add(page.url() + ": " + m.text());
            }
        });
        page.onPageError(e -> complaints.add(page.url() + ": " + e));
        return page;
    }

    private void open(Page page, String path) {
        page.navigate(office.address.resolve(path).toString());
    }

    private static void accessible(Page page) {
        // Legacy: in this page, with no second one opened to put the results together.
        assertThat(new AxeBuilder(page).setLegacyMode(true).analyze().getViolations())
                .as(page.url())
                .map(v -> v.getId() + ": " + v.getNodes())
                .isEmpty();
    }

    private static void fits(Page page) {
        Object wider =
                page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth");
        assertThat(((Number) wider).intValue())
                .as("wider than the screen: " + page.url())
                .isLessThanOrEqualTo(0);
    }

    /// Nothing is asserted of a picture, and all of them take twenty seconds: they are for whoever
    /// wants to look, `-Dtapwarden.screenshots=true`.
    private static void shoot(Page page, String name) {
        if (!Boolean.getBoolean("tapwarden.screenshots")) {
            return;
        }
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(SCREENSHOTS.resolve(name + ".png"))
                        .setFullPage(true));
    }

    /// Else everything would be.
    @Test
    void an_image_without_words_is_not_accessible() {
        Page page = page(360, 740, ColorScheme.LIGHT);
        page.setContent(
                "<html lang='en'><title>t</title><main><h1>h</h1><img src='data:,'></main></html>");
        assertThatThrownBy(() -> accessible(page)).hasMessageContaining("image-alt");
    }

    @Test
    void a_morning_at_the_console() throws Exception {
        office.hold();
        office.orderPayload();
        Page page = page(1_280, 900, ColorScheme.LIGHT);
        page.navigate(office.console.setUpLink().orElseThrow().toString());
        shoot(page, "setup");
        accessible(page);
        page.getByLabel("Name").fill("boss");
        page.getByLabel("Password, at least").fill(Office.PASSWORD);
        page.getByLabel("The same again").fill(Office.PASSWORD);
        page.getByText("Make the account").click();
        assertThat(page.getByText("Notice of monitoring")).isVisible();
        shoot(page, "login");
        accessible(page);
        page.getByLabel("Name").fill("boss");
        page.getByLabel("Password").fill(Office.PASSWORD);
        page.locator("main button").click();
        assertThat(page.locator("h1")).hasText("Overview");

        open(page, "/alerts");
        assertThat(page.locator("#live")).containsText("Live");
        office.sensor.alert(office.alert(2, 2), Optional.empty());
        assertThat(page.locator("#alert-2")).isVisible();
        shoot(page, "alerts");

        open(page, "/flows");
        page.getByLabel("Query").fill("ip:10.0.0.5");
        page.getByLabel("Purpose").fill("ticket 4711");
        page.getByText("Search", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.getByText(Office.FAR)).isVisible();
        shoot(page, "flows");
        accessible(page);
        page.getByText("Why", new Page.GetByTextOptions().setExact(true)).last().click();
        assertThat(page.getByText("Second was tls (adult)")).isVisible();
        shoot(page, "flow");
        accessible(page);
        fits(page);
        String looked = page.url();
        page.setViewportSize(360, 740);
        fits(page);
        shoot(page, "phone-flow");
        page.setViewportSize(1_280, 900);
        page.navigate(looked);
        assertThat(page.getByLabel("Purpose")).isVisible();
        accessible(page);

        aTable(page);
        secondPerson(page);
        for (String path : PAGES) {
            open(page, path);
            accessible(page);
            fits(page);
            shoot(page, "wide" + path.replaceAll("[/?]", "-"));
        }
        var cookies = page.context().cookies();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Page phone = page(360, 740, scheme);
            phone.context().addCookies(cookies);
            for (String path : PAGES) {
                open(phone, path);
                // The two differ in their colours alone, and those in contrast.
                if (scheme == ColorScheme.DARK) {
                    accessible(phone);
                    shoot(phone, "dark" + path.replaceAll("[/?]", "-"));
                } else {
                    fits(phone);
                    shoot(phone, "phone" + path.replaceAll("[/?]", "-"));
                }
            }
        }
        assertThat(complaints).isEmpty();
    }

    /// Confirms what another person asked for, takes what was kept, and ends it.
    private static void secondPerson(Page page) {
        page.locator("nav").getByText("Payload").click();
        assertThat(page.locator("[data-until]").first()).containsText(Pattern.compile("in 0:"));
        page.getByText("Confirm order 2").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Order 2 stands");
        Locator second = page.locator("section", new Page.LocatorOptions().setHasText("Order 2:"));
        second.getByLabel("Why you look").fill("ticket 4711");
        Download file = page.waitForDownload(() -> second.getByText("Wireshark").click());
        assertThat(file.suggestedFilename()).isEqualTo("case-1-order-2.pcapng");
        second.getByLabel("Why it ends").fill("the case is closed");
        second.getByText("destroy what was kept").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("what was kept is destroyed");
        page.getByLabel("Case").fill("1");
        page.getByLabel("Why", new Page.GetByLabelOptions().setExact(true)).fill("ticket 4713");
        page.getByText("another person confirms").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Order 3 waits");
    }

    /// Typed with what is offered, counted, drawn, and followed into one of its values.
    private void aTable(Page page) {
        Locator query = page.getByLabel("Query");
        open(page, "/flows");
        query.pressSequentially("| timeline 5m by sourc");
        Locator choices = page.locator("#choices li");
        assertThat(choices.first()).containsText("source.");
        query.press("ArrowDown");
        assertThat(choices.first()).hasAttribute("aria-selected", "true");
        accessible(page);
        shoot(page, "choices");
        query.press("Enter");
        assertThat(query).hasValue(Pattern.compile("\\| timeline 5m by source\\..+"));
        query.press("Escape");
        query.fill("| timeline 5m by source.ip");
        page.getByLabel("Purpose").fill("ticket 4711");
        page.getByText("Search", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("svg.timeline rect")).hasCount(1);
        accessible(page);
        fits(page);
        shoot(page, "table");
        page.setViewportSize(360, 740);
        fits(page);
        accessible(page);
        shoot(page, "phone-table");
        page.setViewportSize(1_280, 900);
        page.locator("button.value").getByText("10.0.0.5").click();
        assertThat(page.getByText("1 of 1 slices shown")).isVisible();
        assertThat(query).hasValue("source.ip:10.0.0.5");
        query.fill("| top 3 sorce.ip by bytes");
        page.getByText("Search", new Page.GetByTextOptions().setExact(true)).click();
        page.getByText("| top 3 source.ip by bytes", new Page.GetByTextOptions().setExact(true))
                .click();
        assertThat(page.locator("td svg.bar")).hasCount(1);
    }
}
