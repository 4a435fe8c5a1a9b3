namespace Lfs.Tests;

/// <summary>A call whose cost is compared with what it counts against a host's budget.</summary>
/// <param name="Function">The library function, as a program names it; other work in parentheses.</param>
/// <param name="Call">A statement that does it; <c>n</c> is how large its arguments are.</param>
/// <param name="Setup">Statements that make the arguments.</param>
/// <param name="Grows">The work is in proportion to <c>n</c>, or more.</param>
/// <param name="Only">The version that has it; null for both.</param>
/// <param name="Restarts">The call restarts the device: no function that makes it survives it.</param>
sealed record ChargeCase(
    string Function, string Call, string Setup = "", bool Grows = true, string? Only = null,
    bool Restarts = false)
{
    /// <summary>
    /// A chunk that gets <c>n</c> and gives a function that makes a number of calls.
    /// </summary>
    public string Program => $$"""
        local n = ...
        local load, unpack = loadstring or load, unpack or table.unpack
        local function finalizable(f)
          if newproxy then local u = newproxy(true) getmetatable(u).__gc = f return u end
          return setmetatable({}, {__gc = f})
        end
        local function array(n, f)
          local t = {}
          for i = 1, n do t[i] = f and f(i) or i end
          return t
        end
        local few = n < 200 and n or 200
        {{Setup}}
        return function(times)
          for i = 1, times do {{Call}} end
        end
        """;

    /// <summary>True if a target has the function.</summary>
    public bool IsFor(string target) => Only == null || target.StartsWith(Only, StringComparison.Ordinal);

    public override string ToString() => $"{Function}: {Call}";
}

/// <summary>Every function of every library of a device, and what else can take long.</summary>
static class ChargeCases
{
    /// <summary>A program that returns the names of all library functions, separated by blanks.</summary>
    public const string Names = """
        local names, seen = {}, {}
        local function walk(t, prefix)
          if seen[t] then return end
          seen[t] = true
          for k, v in pairs(t) do
            if type(k) == 'string' and type(v) == 'function' then names[#names + 1] = prefix .. k
            elseif type(k) == 'string' and type(v) == 'table' and k ~= '_G' and k ~= 'ROM' and k ~= 'loaded' then
              walk(v, prefix .. k .. '.')
            end
          end
        end
        local meta = getmetatable(_G)
        seen[_G] = true
        for k, v in pairs(_G) do
          if type(v) == 'function' then names[#names + 1] = k
          elseif type(v) == 'table' and v ~= _G and k ~= '__index' and k ~= 'ROM' then walk(v, k .. '.') end
        end
        walk(meta.__index, '')
        if io then walk(getmetatable(io.stdout), 'file.') end
        table.sort(names)
        return table.concat(names, ' ')
        """;

    const string Text = "local s = ('x'):rep(n)";
    const string Function = "local parts = {'local x, y, z = 1, 2, {}'} for i = 1, n do "
        + "parts[#parts + 1] = 'x = y + ' .. i .. ' z.a = x' .. (i % 7 == 0 and '\\n' or '') end "
        + "local source = table.concat(parts, ' ') local f = load(source, '=f') ";

    /// <summary>All cases.</summary>
    public static IReadOnlyList<ChargeCase> All { get; } =
    [
        // Without a prefix.
        new("assert", "assert(i)", Grows: false),
        new("collectgarbage", "collectgarbage()", "kept = array(n, function(i) return {i} end)"),
        new("collectgarbage", "collectgarbage()", "kept = array(n * 20)"),
        new("collectgarbage", "collectgarbage('count')", Grows: false),
        new("collectgarbage", "collectgarbage('step', 64)", "local t = array(n, function(i) return {i} end)",
            Grows: false),
        new("dofile", "pcall(dofile, 'none')", Grows: false),
        new("error", "pcall(error, 'x')", Grows: false),
        new("error", "pcall(error, {}, 2)", Grows: false),
        new("gcinfo", "gcinfo()", Grows: false, Only: "5.1"),
        new("getfenv", "getfenv(1)", Grows: false, Only: "5.1"),
        new("setfenv", "setfenv(few, {})", "few = function() end", Grows: false, Only: "5.1"),
        new("getmetatable", "getmetatable('')", Grows: false),
        new("setmetatable", "setmetatable({}, {})", Grows: false),
        new("setmetatable", "setmetatable(t[(i - 1) % n + 1], mt)",
            "local t = array(n, function() return {} end) local mt = {__gc = function() end}", Grows: false,
            Only: "5.3"),
        new("ipairs", "for _ in ipairs(t) do end", "local t = array(n)"),
        new("pairs", "for _ in pairs(t) do end", "local t = array(n, function(i) return 's' .. i end)"),
        new("next", "next(t)", "local t = array(n) for i = 1, n do t[i] = nil end"),
        new("next", "next(t)", "local t = {} for i = 1, n do t['s' .. i] = i end for k in pairs(t) do t[k] = nil end"),
        new("next", "next(t, n * 8192)", "local t = {} for i = 1, n do t[i * 8192] = i end", Grows: false),
        new("load", "load(source)", Function),
        new("load", "load('x =')", Grows: false),
        new("load", "load('return 1')", Grows: false),
        new("load", "load('x = ', s)", Text),
        new("load", "load(source)", "local source = 'return a' .. (' and b'):rep(n)"),
        new("load", "load(source)", "local source = 'return ' .. ('a or b and '):rep(n) .. 'c'"),
        new("load", "load(source)", "local source = 'return \"' .. ('x'):rep(n) .. '\"'"),
        new("load", "load(source)", "local source = '--' .. ('x'):rep(n)"),
        new("load", "load(source)", "local source = ('x'):rep(n) .. '='"),
        new("load", "load(source)", "local source = 'return ' .. ('1'):rep(n)"),
        new("load", "load(source)",
            "local source = {} for i = 1, n do source[i] = 'goto l' .. i .. ' ::l' .. i .. '::' end "
                + "source = table.concat(source, ' ')", Only: "5.3"),
        new("load", "load(source)",
            "local source = 'do ' .. ('goto e '):rep(n) .. ' end ::e::'", Only: "5.3"),
        new("load", "load(source)",
            "local d = n < 180 and n or 180 local source = 'local a, b, c, d, e ' "
                + ".. ('local function f() local g, h, i, j '):rep(d) .. ('x = y '):rep(n) .. (' end'):rep(d)",
            Grows: false),
        new("load", "load(chunk)", Function + "local chunk = string.dump(f, true)"),
        new("load", "pcall(load, function() return nil end)", Grows: false),
        new("loadfile", "loadfile('none')", Grows: false),
        new("loadstring", "loadstring(source)", Function),
        new("newproxy", "newproxy(true)", Grows: false, Only: "5.1"),
        new("pcall", "pcall(type, 1)", Grows: false),
        new("pcall", "pcall(function() local x x = x.y end)", Grows: false),
        new("print", "print(s)", Text),
        new("print", "print(i, i, i, 1.5)", Grows: false),
        new("rawequal", "rawequal(1, 2)", Grows: false),
        new("rawequal", "rawequal(s, t)", "local s, t = ('x'):rep(n) .. 'y', ('x'):rep(n) .. 'y'", Only: "5.3"),
        new("rawlen", "rawlen('x')", Grows: false, Only: "5.3"),
        new("rawget", "rawget(few, 1)", "few = {}", Grows: false),
        new("rawset", "rawset(few, 1, 1)", "few = {}", Grows: false),
        new("select", "select('#', unpack(t))", "local t = array(few)", Grows: false),
        new("select", "select(2, unpack(t))", "local t = array(few)", Grows: false),
        new("tonumber", "tonumber(s)", "local s = ('9'):rep(n)"),
        new("tonumber", "tonumber('1e300')", Grows: false),
        new("tonumber", "tonumber('2.2250738585072012e-308')", Grows: false),
        new("tonumber", "tonumber('17')", Grows: false),
        new("tonumber", "tonumber(s)", "local s = '0x' .. ('f'):rep(n)"),
        new("tonumber", "tonumber(s, 16)", "local s = ('f'):rep(n)"),
        new("tostring", "tostring(i)", Grows: false),
        new("tostring", "tostring(1e300 / 7)", Grows: false),
        new("tostring", "tostring(few)", "few = {}", Grows: false),
        new("type", "type(i)", Grows: false),
        new("unpack", "unpack(t)", "local t = array(few)", Grows: false),
        new("xpcall", "xpcall(error, tostring)", Grows: false),
        new("require", "pcall(require, 'none')", Grows: false),
        new("require", "pcall(require, s)", Text),
        new("module", "few('a.b.c')", "few = module", Grows: false, Only: "5.1"),
        new("package.seeall", "package.seeall({})", Grows: false, Only: "5.1"),
        new("package.loadlib", "package.loadlib('a', 'b')", Grows: false, Only: "5.1"),
        new("package.searchpath", "package.searchpath('x', s)", "local s = ('?;'):rep(n)", Only: "5.3"),

        // string
        new("string.__mod", "x = '%d' % i", Grows: false),
        new("string.__mod", "x = ('%d'):rep(few) % t", "local t = array(few)", Grows: false),
        new("string.byte", "s:byte(1, few)", Text, Grows: false),
        new("string.byte", "s:byte(n)", Text, Grows: false),
        new("string.char", "string.char(unpack(t))", "local t = array(few)", Grows: false),
        new("string.dump", "string.dump(f)", Function),
        new("string.dump", "string.dump(f, true)", Function),
        new("string.dump", "string.dump(few)", "few = function() end", Grows: false),
        new("string.find", "s:find('y', 1, true)", Text),
        new("string.find", "s:find('.-y')", "local s = ('x'):rep(few)", Grows: false),
        new("string.find", "s:find('x')", Text, Grows: false),
        new("string.find", "s:find(p, 1, true)",
            "local s, p = ('x'):rep(n), ('x'):rep((n - n % 10) / 10) p = p .. 'y' .. p"),
        new("string.find", "s:find('[abc][def][ghi][jkl][mno]x-$')", "local s = ('adgjm'):rep(n)"),
        new("string.format", "('%d'):format(i)", Grows: false),
        new("string.format", "('%s'):format(s)", Text),
        new("string.format", "('%5.1f'):format(1.5)", Grows: false),
        new("string.format", "('%.99f'):format(1e300 / 7)", Grows: false),
        new("string.format", "('%g'):format(1e-300 / 7)", Grows: false),
        new("string.format", "('%q'):format(s)", "local s = ('\\0\"'):rep(n)"),
        new("string.format", "('%d%d%d%d'):rep(n):format(unpack(t))", "n = few / 4 local t = array(few)",
            Grows: false),
        new("string.gfind", "for _ in string.gfind(s, 'x') do end", Text, Only: "5.1"),
        new("string.gmatch", "for _ in s:gmatch('x') do end", Text),
        new("string.gmatch", "for _ in s:gmatch('(%a)(%s*)') do end", Text),
        new("string.gsub", "s:gsub('x', 'y')", Text),
        new("string.gsub", "s:gsub('x', '%0%0')", Text),
        new("string.gsub", "s:gsub('.', function() end)", Text),
        new("string.gsub", "s:gsub('.', {})", Text),
        new("string.gsub", "s:gsub('y', '')", Text),
        new("string.len", "s:len()", Text, Grows: false),
        new("string.lower", "s:lower()", Text),
        new("string.upper", "s:upper()", Text),
        new("string.reverse", "s:reverse()", Text),
        new("string.match", "s:match('^(x*)')", Text),
        new("string.match", "s:match('x')", Text, Grows: false),
        new("string.match", "s:match('[' .. s .. ']')", Text),
        new("string.rep", "('x'):rep(n)"),
        new("string.rep", "('x'):rep(n, ',')", Only: "5.3"),
        new("string.sub", "s:sub(2)", Text),
        new("string.sub", "s:sub(2, 5)", Text, Grows: false),
        new("string.pack", "string.pack(('i4'):rep(few), unpack(t))", "local t = array(few)", Grows: false,
            Only: "5.3"),
        new("string.pack", "string.pack('s4z', s, s)", Text, Only: "5.3"),
        new("string.pack", "string.pack('d', 1)", Grows: false, Only: "5.3"),
        new("string.packsize", "string.packsize(s)", "local s = ('i4'):rep(n)", Only: "5.3"),
        new("string.unpack", "string.unpack('s4', s)", "local s = string.pack('s4', ('x'):rep(n))", Only: "5.3"),
        new("string.unpack", "string.unpack('z', s)", "local s = ('x'):rep(n) .. '\\0'", Only: "5.3"),
        new("string.unpack", "string.unpack(s, t)",
            "local s, t = ('i4'):rep(few), string.pack(('i4'):rep(few), unpack(array(few)))", Grows: false,
            Only: "5.3"),

        // table
        new("table.concat", "table.concat(t, ',')", "local t = array(n)"),
        new("table.concat", "table.concat(t)", "local t = array(n, function(i) return 'x' .. i end)"),
        new("table.concat", "table.concat(t)", "local t = array(n, function(i) return i + 0.1 end)"),
        new("table.foreach", "table.foreach(t, function() end)", "local t = array(n)", Only: "5.1"),
        new("table.foreachi", "table.foreachi(t, function() end)", "local t = array(n)", Only: "5.1"),
        new("table.getn", "table.getn(t)", "local t = array(n)", Grows: false, Only: "5.1"),
        new("table.maxn", "table.maxn(t)", "local t = array(n)", Only: "5.1"),
        new("table.insert", "table.insert(t, 1, 1) t[#t] = nil", "local t = array(n)"),
        new("table.insert", "table.insert(t, 1, 1) table.remove(t)", "local t = {} for i = n, 1, -1 do t[i] = i end"),
        new("table.insert", "table.insert(few, 1)", "few = {}", Grows: false),
        new("table.remove", "t[n] = 1 table.remove(t, 1)", "local t = array(n)"),
        new("table.setn", "pcall(table.setn, {}, 1)", Grows: false, Only: "5.1"),
        new("table.sort", "table.sort(t)", "local t = array(n, function(i) return i * 7919 % n end)"),
        new("table.sort", "table.sort(t)", "local t = array(n, function(i) return 'x' .. i * 7919 % n end)"),
        new("table.sort", "table.sort(t, function(a, b) return a < b end)",
            "local t = array(n, function(i) return i * 7919 % n end)"),
        new("table.pack", "table.pack(unpack(t))", "local t = array(few)", Grows: false, Only: "5.3"),
        new("table.unpack", "table.unpack(t)", "local t = array(n)", Only: "5.3"),
        new("table.move", "table.move(t, 1, n, 2)", "local t = array(n)", Only: "5.3"),

        // math
        .. new[] { "abs", "ceil", "floor", "sqrt" }.Select(
            f => new ChargeCase($"math.{f}", $"math.{f}(i)", Grows: false)),
        .. new[] { "acos", "asin", "atan", "cos", "sin", "tan", "exp", "log", "deg", "rad", "modf" }.Select(
            f => new ChargeCase($"math.{f}", $"math.{f}(0.5)", Grows: false)),
        .. new[] { "cosh", "sinh", "tanh", "log10", "frexp" }.Select(
            f => new ChargeCase($"math.{f}", $"math.{f}(0.5)", Grows: false)),
        new("math.atan2", "math.atan2(1, 2)", Grows: false),
        new("math.fmod", "math.fmod(7, 3)", Grows: false),
        new("math.mod", "math.mod(7, 3)", Grows: false),
        new("math.ldexp", "math.ldexp(1, 3)", Grows: false),
        new("math.pow", "math.pow(2, 3)", Grows: false),
        new("math.max", "math.max(unpack(t))", "local t = array(few)", Grows: false),
        new("math.min", "math.min(1, 2)", Grows: false),
        new("math.random", "math.random(9)", Grows: false),
        new("math.randomseed", "math.randomseed(i)", Grows: false),
        new("math.tointeger", "math.tointeger(3.0)", Grows: false),
        new("math.type", "math.type(1)", Grows: false),
        new("math.ult", "math.ult(1, 2)", Grows: false),

        // coroutine
        new("coroutine.create", "coroutine.create(few)", "few = function() end", Grows: false),
        new("coroutine.isyieldable", "coroutine.isyieldable()", Grows: false),
        new("coroutine.resume", "coroutine.resume(c)",
            "local c = coroutine.create(function() while true do coroutine.yield() end end)", Grows: false),
        new("coroutine.running", "coroutine.running()", Grows: false),
        new("coroutine.status", "coroutine.status(c)", "local c = coroutine.create(function() end)", Grows: false),
        new("coroutine.wrap", "coroutine.wrap(few)()", "few = function() end", Grows: false),
        new("coroutine.yield", "f()", "local f = coroutine.wrap(function() while true do coroutine.yield(1, 2) end end)",
            Grows: false),

        // debug
        new("debug.getregistry", "debug.getregistry()", Grows: false),
        new("debug.getstrings", "debug.getstrings()", "kept = array(n, function(i) return 'x' .. i end)"),
        new("debug.traceback", "debug.traceback()", Grows: false),
        new("debug.traceback", "f(few)", "local f f = function(n) if n > 0 then f(n - 1) else debug.traceback() end end",
            Grows: false),
        new("debug.traceback", "debug.traceback(s, 100)", Text),
        new("debug.getinfo", "debug.getinfo(f, 'L')", Function, Only: "5.3"),
        new("debug.getinfo", "debug.getinfo(1)", Grows: false, Only: "5.3"),
        new("debug.getinfo", "debug.getinfo(f)", "local f = load('return 1', ('x'):rep(n))", Only: "5.3"),
        new("debug.getuservalue", "debug.getuservalue(1)", Grows: false, Only: "5.3"),
        new("debug.setuservalue", "pcall(debug.setuservalue, 1, 1)", Grows: false, Only: "5.3"),
        new("debug.gethook", "debug.gethook()", Grows: false, Only: "5.3"),
        new("debug.sethook", "debug.sethook()", Grows: false, Only: "5.3"),
        new("debug.getlocal", "debug.getlocal(1, 1)", Grows: false, Only: "5.3"),
        new("debug.setlocal", "debug.setlocal(1, 9, nil)", Grows: false, Only: "5.3"),
        new("debug.getmetatable", "debug.getmetatable('')", Grows: false, Only: "5.3"),
        new("debug.setmetatable", "debug.setmetatable({}, {})", Grows: false, Only: "5.3"),
        new("debug.getupvalue", "debug.getupvalue(few, 1)", "few = function() return n end", Grows: false, Only: "5.3"),
        new("debug.setupvalue", "debug.setupvalue(few, 1, 1)", "few = function() return n end", Grows: false,
            Only: "5.3"),
        new("debug.upvalueid", "debug.upvalueid(few, 1)", "few = function() return n end", Grows: false, Only: "5.3"),
        new("debug.upvaluejoin", "debug.upvaluejoin(few, 1, few, 1)", "few = function() return n end",
            Grows: false, Only: "5.3"),

        // utf8
        new("utf8.char", "utf8.char(unpack(t))", "local t = array(few)", Grows: false, Only: "5.3"),
        new("utf8.codepoint", "utf8.codepoint(s, 1, few)", Text, Grows: false, Only: "5.3"),
        new("utf8.codes", "for _ in utf8.codes(s) do end", Text, Only: "5.3"),
        new("utf8.len", "utf8.len(s)", Text, Only: "5.3"),
        new("utf8.offset", "utf8.offset(s, n)", Text, Only: "5.3"),

        // node
        new("node.heap", "node.heap()", Grows: false),
        new("node.info", "node.info('lfs')", Grows: false),
        new("node.bootreason", "node.bootreason()", Grows: false),
        new("node.restart", "node.restart()", Grows: false, Restarts: true),
        new("node.chipid", "node.chipid()", Grows: false),
        new("node.flashsize", "node.flashsize()", Grows: false),
        new("node.flashindex", "node.flashindex('x')", Grows: false),
        new("node.flashreload", "node.flashreload('x')", Grows: false),
        new("node.setpartitiontable", "node.setpartitiontable{}", Grows: false, Restarts: true),
        new("node.getpartitiontable", "node.getpartitiontable()", Grows: false),
        new("node.stripdebug", "node.stripdebug(1)", Grows: false),
        new("node.LFS.get", "node.LFS.get('x')", Grows: false),
        new("node.LFS.list", "node.LFS.list()", Grows: false),
        new("node.LFS.reload", "node.LFS.reload('x')", Grows: false),
        new("node.egc.meminfo", "node.egc.meminfo()", Grows: false, Only: "5.1"),
        new("node.egc.setmode", "node.egc.setmode(1)", Grows: false, Only: "5.1"),

        // What is no library function.
        new("(comparison)", "x = s < t", "local s, t = ('x'):rep(n) .. 'a', ('x'):rep(n) .. 'b'"),
        new("(concatenation)", "x = s .. i", Text),
        new("(text in arithmetic)", "x = s + 0", "local s = ('9'):rep(n)", Grows: false),
        new("(length)", "x = #t", "local t = {} for i = n, 1, -1 do t[i] = i end", Grows: false),
        new("(index error)", "pcall(f)", Function + "f = load(source .. ' local q = nil q.x = 1', '=f')"),
        new("(field's name in an error)", "pcall(f)", Function + "f = load(source .. ' q.r.s = 1', '=f') q = {}"),
        new("(global's name in an error)", "pcall(f)", Function + "f = load(source .. ' none()', '=f')"),
        new("(name in an error in stripped code)", "pcall(f)",
            Function + "f = load(string.dump(load(source .. ' local q = nil q.x = 1', '=f'), true))"),
        new("(many local variables before an error)", "pcall(f)",
            "node.stripdebug(1) local f = load(('do local a = x end '):rep(n) .. 'local q = nil q.x = 1', '=f')"),
        new("(code without a jump)", "f()", "local f = load('local a = 1 ' .. ('a = a + 1 '):rep(n), '=f')"),
        new("(code that jumps over code)", "f()",
            "local f = load('local a = 1 ' .. ('if x then a = 2 end '):rep(n), '=f')"),
        new("(code that an error leaves)", "pcall(f)",
            "local f = load('local a = 1 ' .. ('a = a + 1 '):rep(n) .. 'error()', '=f')"),
        new("(code that a yield leaves)", "coroutine.wrap(f)()",
            "local f = load('local a = 1 ' .. ('a = a + 1 '):rep(n) .. 'coroutine.yield()', '=f')"),
        new("(global that is not there)", "x = none", Grows: false),
        new("(key that a library has not)", "x = string.none", Grows: false),
        new("(chunk name in an error)", "pcall(f)", "local f = load('local x x.y = 1', ('x'):rep(n))"),
        new("(strings of one hash)", "x = ('a'):rep(60):gsub('()', {[2] = i .. '', [5] = n .. ''})", Grows: false),
        new("(keys of one hash)", "x = t[s]",
            "local t, s = {}, nil for i = 1, n do s = ('a'):rep(i % 40 + 60) .. i t[s] = i end", Grows: false),
        new("(rehash)", "t[i] = nil t[i + n] = i", "local t = {} for i = n, 1, -1 do t[i] = i end", Grows: false),
        new("(many values)", "f(unpack(t))", "local t, f = array(few), function(...) return select('#', ...) end",
            Grows: false),
        new("(finalizer)", "finalizable(few)", "few = function() end", Grows: false),
        new("(closure)", "x = function() return i end", Grows: false),
        new("(table)", "x = {i, i, i, a = i}", Grows: false),
        .. ModuleChargeCases.All,
    ];
}
