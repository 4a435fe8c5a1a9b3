namespace Lfs.Tests;

/// <summary>Every function of the device's modules beside <c>node</c>'s oldest.</summary>
static class ModuleChargeCases
{
    const string OpenFile = "file.putcontents('f', ('x'):rep(few)) local f = file.open('f', 'r+')";
    const string Timer = "local t = tmr.create() t:register(1000, tmr.ALARM_SEMI, function() end)";
    const string Full = "local p = pipe.create() p:write(('x'):rep(n))";

    /// <summary>All cases.</summary>
    public static IReadOnlyList<ChargeCase> All { get; } =
    [
        new("node.flashreload", "node.flashreload('x')", Grows: false),
        new("node.setpartitiontable", "node.setpartitiontable{}", Grows: false, Restarts: true),
        new("node.flashid", "node.flashid()", Grows: false),
        new("node.task.post", "pcall(node.task.post, few)", "few = function() end", Grows: false),
        new("node.setonerror", "node.setonerror(few)", "few = function() end", Grows: false),
        new("node.startupcommand", "node.startupcommand('=1')", Grows: false),
        new("node.startup", "node.startup{banner = true}", Grows: false),
        new("node.dsleep", "node.dsleep()", Grows: false),
        new("node.dsleepMax", "node.dsleepMax()", Grows: false),
        new("node.sleep", "pcall(node.sleep)", Grows: false),
        new("node.input", "pcall(node.input, 'x')", Grows: false),
        new("node.output", "node.output(nil)", Grows: false),
        new("node.compile", "node.compile('f.lua')", "file.putcontents('f.lua', 'return 1')", Grows: false),
        new("node.setcpufreq", "node.setcpufreq(80)", Grows: false),
        new("node.getcpufreq", "node.getcpufreq()", Grows: false),
        new("node.restore", "node.restore()", Grows: false),
        new("node.random", "node.random(n)", Grows: false),
        new("node.osprint", "node.osprint(false)", Grows: false),

        new("tmr.delay", "tmr.delay(1)", Grows: false),
        new("tmr.now", "tmr.now()", Grows: false),
        new("tmr.wdclr", "tmr.wdclr()", Grows: false),
        new("tmr.softwd", "tmr.softwd(-1)", Grows: false),
        new("tmr.time", "tmr.time()", Grows: false),
        new("tmr.ccount", "tmr.ccount()", Grows: false),
        new("tmr.create", "tmr.create()", Grows: false),
        new("(a timer)", "t:register(1000, 0, few) t:start() t:stop() t:state() t:interval(10)",
            "few = function() end " + Timer, Grows: false),
        new("(a timer)", "t:alarm(1000, 0, few) t:unregister()", "few = function() end " + Timer, Grows: false),

        new("uart.setup", "uart.setup(1, 9600, 8, 0, 1)", Grows: false),
        new("uart.getconfig", "uart.getconfig(0)", Grows: false),
        new("uart.write", "uart.write(0, s)", "local s = ('x'):rep(n)"),
        new("uart.on", "uart.on('data')", Grows: false),
        new("uart.alt", "uart.alt(0)", Grows: false),
        new("uart.fifodepth", "uart.fifodepth()", Grows: false),

        new("pipe.create", "pipe.create()", Grows: false),
        new("(a pipe)", "p:write(s) p:read(n)", "local p, s = pipe.create(), ('x'):rep(n)"),
        new("(a pipe)", "p:unread(s) p:read(n)", "local p, s = pipe.create(), ('x'):rep(n)"),
        new("(a pipe)", "p:read('y') p:write(s)", "local s = ('x'):rep(n) " + Full),
        new("(a pipe)", "p:nrec() tostring(p) p:reader(5)", Full, Grows: false),

        new("file.list", "file.list()", "file.putcontents('f', 'x')", Grows: false),
        new("file.list", "file.list('y')", "file.putcontents('f', 'x')", Grows: false),
        new("file.open", "file.open('f')", "file.putcontents('f', 'x')", Grows: false),
        new("file.open", "file.open('none')", "file.putcontents('f', 'x')", Grows: false),
        new("file.close", "file.close()", Grows: false),
        new("file.write", "f:seek('set') f:write(s)", "local s = ('x'):rep(few) " + OpenFile, Grows: false),
        new("file.writeline", "f:seek('set') f:writeline(s)", "local s = ('x'):rep(few) " + OpenFile, Grows: false),
        new("file.read", "f:seek('set') f:read(n)", OpenFile, Grows: false),
        new("file.readline", "f:seek('set') f:readline()", OpenFile, Grows: false),
        new("file.format", "file.format()", Grows: false),
        new("file.fscfg", "file.fscfg()", Grows: false),
        new("file.remove", "file.remove('none')", "file.putcontents('f', 'x')", Grows: false),
        new("file.seek", "f:seek('end')", OpenFile, Grows: false),
        new("file.flush", "f:flush()", OpenFile, Grows: false),
        new("file.rename", "file.rename('f', 'f')", "file.putcontents('f', 'x')", Grows: false),
        new("file.exists", "file.exists('none')", "file.putcontents('f', 'x')", Grows: false),
        new("file.getcontents", "file.getcontents('f')", "file.putcontents('f', ('x'):rep(n * 3))"),
        new("file.putcontents", "file.putcontents('f', s)", "local s = ('x'):rep(few)", Grows: false),
        new("file.fsinfo", "file.fsinfo()", "file.putcontents('f', 'x')", Grows: false),
        new("file.on", "file.on('rtc', nil)", Grows: false),
        new("file.stat", "file.stat('f')", "file.putcontents('f', 'x')", Grows: false),
    ];
}
