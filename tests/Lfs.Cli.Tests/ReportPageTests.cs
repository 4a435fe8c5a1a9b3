using Lfs.Tests;
using PuppeteerSharp;
using Xunit.Abstractions;

namespace Lfs.Cli.Tests;

/// <summary>The size report as a browser shows it. The screenshots are kept in <c>artifacts/report</c>.</summary>
public sealed class ReportPageTests(ITestOutputHelper output) : IDisposable
{
    // Every text on the page against what is painted behind it: WCAG 2 asks for 4.5, for large text 3.
    const string FaintTexts = """
        () => {
          const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
          const light = c => { const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; }
            return [255, 255, 255, 1]; };
          const faint = [];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          let seen = 0;
          for (let n; (n = walk.nextNode());) {
            const e = n.parentElement;
            if (!n.data.trim() || !e.checkVisibility() || e.closest("script, style, noscript")) continue;
            const style = getComputedStyle(e);
            const a = light(parse(style.color)), b = light(behind(e));
            const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            const size = parseFloat(style.fontSize);
            seen++;
            if (contrast < (size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5))
              faint.push(n.data.trim().slice(0, 40) + " " + contrast.toFixed(2));
          }
          return seen < 100 ? ["only " + seen + " texts"] : [...new Set(faint)];
        }
        """;

    readonly Session _session = Files();

    public void Dispose() => _session.Dispose();

    [BrowserFact]
    public async Task The_page_works_in_each_width_and_scheme()
    {
        string page = Report("--baseline", "old.img", "new.img");
        await using IBrowser browser = await Launch();
        foreach (int width in new[] { 400, 1600 })
        {
            foreach (string scheme in new[] { "light", "dark" })
            {
                List<string> complaints = [];
                await using IPage tab = await Open(browser, page, width, scheme, complaints);

                string[] faint = await tab.EvaluateFunctionAsync<string[]>(FaintTexts);
                int overflow = await tab.EvaluateExpressionAsync<int>(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth");
                await Screenshot(tab, $"{width}-{scheme}.png");
                await Zoom(tab);
                string[] faintInside = await tab.EvaluateFunctionAsync<string[]>(FaintTexts);
                await Screenshot(tab, $"{width}-{scheme}-inside.png");

                Assert.Empty(complaints);
                Assert.Empty(faint);
                Assert.Empty(faintInside);
                Assert.Equal(0, overflow);
            }
        }
        output.WriteLine("screenshots: artifacts/report");
    }

    [BrowserFact]
    public async Task The_treemap_shows_every_byte_and_goes_in_and_out_by_keyboard()
    {
        string page = Report("new.img");
        await using IBrowser browser = await Launch();
        List<string> complaints = [];
        await using IPage tab = await Open(browser, page, 1600, "light", complaints);
        int size = await tab.EvaluateExpressionAsync<int>("JSON.parse(document.getElementById('report').textContent).size");

        Assert.Equal(size, await tab.EvaluateExpressionAsync<int>("[...document.querySelectorAll('#map > .tile')].reduce((sum, tile) => sum + tile.node.bytes, 0)"));
        Assert.Equal(size, await tab.EvaluateExpressionAsync<int>("document.querySelector('#map > .tile').node.parent.bytes"));
        // A tile is as large as its share of the map, but for the gaps.
        Assert.True(await tab.EvaluateExpressionAsync<bool>("""
            [...document.querySelectorAll('#map > .tile')].every(tile => {
              const share = tile.node.bytes / tile.node.parent.bytes, map = document.getElementById('map');
              const area = (tile.offsetWidth + 2) * (tile.offsetHeight + 2) / (map.offsetWidth * map.offsetHeight);
              return Math.abs(area - share) < 0.006;
            })
            """));

        // Tab comes to the first tile; Enter goes in, arrows move, Escape goes out to where it was.
        await tab.FocusAsync("#map > button.tile");
        string first = await Focused(tab);
        await tab.Keyboard.PressAsync("Enter");
        string inside = await Crumb(tab);
        string entry = await Focused(tab);
        await tab.Keyboard.PressAsync("ArrowRight");
        await tab.Keyboard.PressAsync("ArrowDown");
        string moved = await Focused(tab);
        await tab.Keyboard.PressAsync("Escape");
        Assert.Equal(inside, first);
        Assert.NotEqual(entry, moved);
        Assert.Equal(first, await Focused(tab));
        Assert.Equal("new.img", await Crumb(tab));

        // The table says the same: each module's row, and all of them open.
        Assert.Equal(size, await tab.EvaluateExpressionAsync<int>(
            "[...document.querySelectorAll('.tree tbody tr')].reduce((sum, row) => sum + Number(row.cells[1].textContent.replaceAll(',', '')), 0)"));
        await tab.EvaluateExpressionAsync("[...document.querySelectorAll('.more')].find(b => b.textContent === 'Open all').click()");
        int functions = await tab.EvaluateExpressionAsync<int>("document.querySelectorAll('.tree tbody tr:not(.module)').length");
        Assert.Equal(11, functions);
        Assert.Empty(complaints);
    }

    /// <summary>The picture in the README shows what the page is today.</summary>
    [BrowserFact]
    public async Task The_picture_of_the_README_is_small()
    {
        using var session = new Session();
        string folder = Repo.PathOf("sample-project/lua");
        string[] files = [.. Directory.GetFiles(folder, "*.lua").Order(StringComparer.Ordinal)];
        string image = session.PathOf("sample.img");
        Assert.Equal(0, session.RunIn(folder, ["compile", "-f", "-o", image, .. files.Select(file => Path.GetFileName(file)!)]).Code);
        Assert.Equal(0, session.Run("report", "--lfs-size", "32K", "sample.img").Code);
        await using IBrowser browser = await Launch();
        await using IPage tab = await Open(browser, session.PathOf("report.html"), 1120, "light", []);
        await tab.SetViewportAsync(new ViewPortOptions { Width = 1120, Height = 1010 });
        await tab.WaitForFunctionAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
        string picture = Path.Combine(Folder, "readme.png");
        await tab.ScreenshotAsync(picture);

        Assert.InRange(new FileInfo(picture).Length, 10_000, 150_000);
        Assert.InRange(new FileInfo(Repo.PathOf("docs/report.png")).Length, 10_000, 150_000);
    }

    static string Folder => Directory.CreateDirectory(Repo.PathOf("artifacts/report")).FullName;

    string Report(params string[] arguments)
    {
        Ending ending = _session.Run(["report", "-o", "page.html", .. arguments]);
        Assert.Equal((0, ""), (ending.Code, ending.Error));
        return _session.PathOf("page.html");
    }

    static Session Files()
    {
        // What would end the script element, if it got into the page as it is.
        const string Evil = "'</script><script>document.title = \\'taken\\'</script><!--'";
        var session = new Session()
            .With("telnet.lua", $$"""
                local M = { banner = {{Evil}}, port = 2323 }
                local clients = {}
                local function greet(socket) socket:send('hello, this is the telnet server of a small device\n') end
                function M.open(ssid, password, port)
                  for i = 1, port or M.port do clients[i] = function(s) greet(s); return s, i, ssid .. password end end
                  return clients
                end
                function M.close(reason)
                  for i, client in ipairs(clients) do client:close(reason or 'the server is going down for maintenance') end
                end
                return M
                """)
            .With("http.lua", """
                local codes = { [200] = 'OK', [404] = 'Not Found', [500] = 'Internal Server Error', [302] = 'Found' }
                local function respond(socket, code, body)
                  socket:send('HTTP/1.1 ' .. code .. ' ' .. codes[code] .. '\r\nContent-Length: ' .. #body .. '\r\n\r\n' .. body)
                end
                return { respond = respond, serve = function(socket, request)
                  local method, path = request:match('^(%u+) (%S+)')
                  if method ~= 'GET' then return respond(socket, 500, 'method not allowed: ' .. tostring(method)) end
                  local page = file.getcontents(path)
                  return respond(socket, page and 200 or 404, page or 'there is no such page on this device')
                end }
                """)
            .With("log.lua", "local level = 2\nreturn function(n, ...) if n <= level then print(tmr.now(), ...) end end\n")
            .With("utf.lua", "return 'Grüße, \\0\\200 bytes', '日本語', ''\n");
        Assert.Equal(0, session.Run("compile", "-f", "-o", "new.img", "telnet.lua", "http.lua", "log.lua", "utf.lua").Code);
        session.With("telnet.lua", File.ReadAllText(session.PathOf("telnet.lua")).Replace("function M.close(reason)", "function M.shut(reason)", StringComparison.Ordinal));
        session.With("log.lua", "local level = 1\nreturn function(n, ...) if n <= level then print(...) end end\n");
        Assert.Equal(0, session.Run("compile", "-f", "-o", "old.img", "telnet.lua", "http.lua", "log.lua").Code);
        return session;
    }

    static async Task Zoom(IPage tab)
    {
        string first = await tab.EvaluateExpressionAsync<string>("document.querySelector('#map > button.tile').node.name");
        await tab.ClickAsync("#map > button.tile");
        Assert.Equal(first, await Crumb(tab));
        Assert.Equal("new.img - LFS size report", await tab.GetTitleAsync());
        await tab.EvaluateExpressionAsync("document.querySelector('.twist').click()");
    }

    static Task<string> Crumb(IPage tab) =>
        tab.EvaluateExpressionAsync<string>("document.querySelector('.crumbs strong').textContent");

    static Task<string> Focused(IPage tab) =>
        tab.EvaluateExpressionAsync<string>("document.activeElement.node.name");

    static async Task Screenshot(IPage tab, string name) =>
        await tab.ScreenshotAsync(Path.Combine(Folder, name), new ScreenshotOptions { FullPage = true });

    static async Task<IPage> Open(IBrowser browser, string path, int width, string scheme, List<string> complaints)
    {
        IPage tab = await browser.NewPageAsync();
        tab.Console += (_, said) => complaints.Add($"console: {said.Message.Text}");
        tab.PageError += (_, error) => complaints.Add($"error: {error.Message}");
        string url = new Uri(path).AbsoluteUri;
        tab.Request += (_, request) =>
        {
            if (request.Request.Url != url && !request.Request.Url.StartsWith("data:", StringComparison.Ordinal))
                complaints.Add($"request: {request.Request.Url}");
        };
        await tab.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
        await tab.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme }]);
        await tab.GoToAsync(url);
        return tab;
    }

    // As root, Chromium needs --no-sandbox. It shows only files made here, and none of what it would do in the
    // background.
    static Task<IBrowser> Launch() => Puppeteer.LaunchAsync(new LaunchOptions
    {
        ExecutablePath = BrowserFactAttribute.Chromium,
        Headless = true,
        Timeout = 120_000,
        ProtocolTimeout = 180_000,
        Args = [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
        ],
    });
}

/// <summary>A test that needs a browser. Without one it is skipped, and says so.</summary>
sealed class BrowserFactAttribute : FactAttribute
{
    public static string? Chromium { get; } = Environment.GetEnvironmentVariable("PATH")?
        .Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, "chromium"), Path.Combine(folder, "chromium-browser") })
        .FirstOrDefault(File.Exists);

    public BrowserFactAttribute()
    {
        if (Chromium is null)
            Skip = "chromium is not on the PATH";
    }
}
