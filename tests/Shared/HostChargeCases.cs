namespace Lfs.Tests;

/// <summary>Every function of the libraries that only a host has, and every method of a file.</summary>
static class HostChargeCases
{
    const string Text = "local s = ('x'):rep(n)";
    const string Name = "local s = ('x'):rep(n * 16)";
    const string Create = "local f = assert(io.open('f', 'w+')) ";
    const string File = Create + "f:write(('x'):rep(n)) f:flush() ";
    const string Lines = Create + "f:write(('x\\n'):rep(n)) f:flush() ";
    const string Blanks = Create + "f:write((' '):rep(n), '1') f:flush() ";

    /// <summary>All cases; files lie in a folder of the test.</summary>
    public static IReadOnlyList<ChargeCase> All { get; } =
    [
        new("io.close", "io.close(io.open('f', 'w'))", Grows: false),
        new("io.flush", "io.flush()", Grows: false),
        new("io.input", "io.input('f'):close()", File, Grows: false),
        new("io.input", "pcall(io.input, s)", Name),
        new("io.lines", "for _ in io.lines('f') do end", Lines),
        new("io.lines", "pcall(io.lines, s)", Name),
        new("io.open", "io.open('f'):close()", File, Grows: false),
        new("io.open", "io.open(s)", Name),
        new("io.open", "io.open('f', s):close()", File + "local s = 'r' .. ('b'):rep(n * 16)"),
        new("io.output", "io.output(f)", File, Grows: false),
        new("io.popen", "pcall(io.popen, 'x')", Grows: false),
        new("io.read", "f:seek('set') io.read('*a')", File + "io.input(f)"),
        new("io.read", "f:seek('set') io.read()", File + "io.input(f)"),
        new("io.tmpfile", "io.tmpfile():close()", Grows: false),
        new("io.type", "io.type(io.stdout)", Grows: false),
        new("io.write", "io.write(s)", Name),
        new("io.write", "io.write(i, 1.5)", Grows: false),

        new("file.close", "io.tmpfile():close()", Grows: false),
        new("file.flush", "f:write('x') f:flush()", File, Grows: false),
        new("file.lines", "f:seek('set') for _ in f:lines() do end", Lines),
        new("file.read", "f:seek('set') f:read('*a')", File),
        new("file.read", "f:seek('set') f:read(n)", File),
        new("file.read", "f:seek('set') f:read('*l')", File),
        new("file.read", "f:seek('set') f:read('*n')", Blanks),
        new("file.read", "f:seek('set') f:read('*n')", Create + "f:write(('1'):rep(n)) f:flush()", Only: "5.1"),
        new("file.seek", "f:seek('set', n)", File, Grows: false),
        new("file.setvbuf", "f:setvbuf('no')", File, Grows: false),
        new("file.write", "f:seek('set') f:write(s)", Create + Name),
        new("file.__gc", "collect(f)", File + "local collect = getmetatable(f).__gc", Grows: false),
        new("file.__tostring", "tostring(f)", File, Grows: false),

        new("os.clock", "os.clock()", Grows: false),
        new("os.date", "os.date()", Grows: false),
        new("os.date", "os.date('*t')", Grows: false),
        new("os.date", "os.date(s)", Text),
        new("os.date", "os.date(s)", "local s = ('%Y'):rep(n)"),
        new("os.date", "pcall(os.date, s)", "local s = '%E' .. ('x'):rep(n * 16)"),
        new("os.difftime", "os.difftime(2, 1)", Grows: false),
        new("os.execute", "os.execute() pcall(os.execute, 'x')", Grows: false),
        new("os.exit", "os.exit()", Grows: false, Restarts: true),
        new("os.getenv", "os.getenv('PATH')", Grows: false),
        new("os.getenv", "os.getenv(s)", Name),
        new("os.remove", "os.remove('none')", Grows: false),
        new("os.remove", "os.remove(s)", Name),
        new("os.rename", "os.rename('none', 'other')", Grows: false),
        new("os.rename", "os.rename(s, s)", Name),
        new("os.setlocale", "os.setlocale('C')", Grows: false),
        new("os.setlocale", "os.setlocale(s)", Name, Grows: false),
        new("os.time", "os.time()", Grows: false),
        new("os.time", "os.time({year = 2020, month = 1, day = 1})", Grows: false),
        new("os.tmpname", "os.remove(os.tmpname())", Grows: false),
    ];
}
