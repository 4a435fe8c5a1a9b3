namespace Lfs.Tests;

// What only Lua 5.3 has: integers beside floats, bitwise operators, goto, string.pack, utf8, table.move.
sealed partial class LuaPrograms
{
    string Literal53() => OneOf("0", "1", "2", "3", "7", "10", "-1", "100", "255", "0.5", "1.25", "-2.75", "1e3",
        "0.1", "1e15", "123456.789", "1e100", "(0/0)", "(1/0)", "(-1/0)", "-0.1", "1e-5", "2^53", "65536", "3.0",
        "-0.0", "math.maxinteger", "math.mininteger", "0x7fffffff", "0xffffffff", "0xffffffffffffffff",
        "2147483648", "9223372036854775807", "9223372036854775808", "2^31", "2^63", "-2^63", "0x1p4", "0x.8",
        "16777217", "1e308");

    /// <summary>An integer, or something that becomes one.</summary>
    string Integer53(int depth) => depth <= 0
        ? OneOf("1", "-1", "3", "0xFF", "a", "#t", "'12'", "2.0", "'0x10'", "31", "64", "-5", "math.maxinteger",
            "math.mininteger", "1.5")
        : Below(8) switch
        {
            0 => $"~({Integer53(depth - 1)})",
            1 => $"-({Integer53(depth - 1)})",
            2 => $"(math.tointeger({Integer53(depth - 1)}) or 1)",
            3 => Integer53(0),
            4 => $"math.floor({Number(depth - 1)})",
            _ => $"({Integer53(depth - 1)} {OneOf("&", "|", "~", "<<", ">>", "+", "-", "*", "//")} "
                + $"{Integer53(depth - 1)})",
        };

    string Number53(int depth) => Below(12) switch
    {
        0 or 1 or 2 => Integer53(depth),
        3 => $"({Number(depth - 1)} // {Number(depth - 1)})",
        4 => $"math.type({Any(depth - 1)})",
        5 => $"math.tointeger({OneOf(Number(depth - 1), "'8'", "3.0")})",
        6 => $"math.ult({Integer53(depth - 1)}, {Integer53(depth - 1)})",
        // A device computes it from a quotient, which is not the same for floats.
        7 => $"math.fmod({OneOf("7", "-7", "math.mininteger", "#t")}, {OneOf("3", "-3", "7", "-1", "0")})",
        8 => $"select({OneOf("1", "2")}, math.modf({Number(depth - 1)}))",
        // Zero as a float raises an error on a device only.
        9 => $"({Literal()} % {OneOf("3", "-3", "2.5", "-0.5", "math.maxinteger", "math.mininteger", "1e300")})",
        10 => $"({Integer53(depth - 1)} {OneOf("<", "<=", "==", "~=")} {Number(depth - 1)})",
        _ => $"tonumber({OneOf("'0x1p-2'", "' 0x10 '", "'1e1'", "'0x'", "'7', 8", "'zz', 36", "'-ff', 16",
            "'1_0'", "'9223372036854775808'", "'0x7fffffffffffffffff'", "'inf'", "'nan'")})",
    };

    string Text53(int depth)
    {
        string s = Text(depth - 1);
        return Below(12) switch
        {
            0 => $"string.pack({PackFormat()}, {OneOf(Integer53(1), Literal(), "1")}, {OneOf("2", "3.5", "a", "b")})",
            1 => $"string.unpack({PackFormat()}, {OneOf("('abcdefgh'):rep(4)", s, "'\\1\\2\\3'")}"
                + $"{OneOf("", ", 2", ", -3", ", 0")})",
            2 => $"string.packsize({PackFormat()})",
            3 => $"utf8.char({OneOf("65", "228, 8364", "0x10FFFF", "#t", "-1", "0x110000")})",
            4 => $"utf8.len({Utf8Text(s)}{OneOf("", ", 2", ", -1", ", 1, 2")})",
            5 => $"utf8.codepoint({Utf8Text(s)}, {OneOf("1", "1, -1", "2", "0", "1, 3")})",
            6 => $"utf8.offset({Utf8Text(s)}, {OneOf("0", "1", "2", "-1", "3, 2", "-2")})",
            7 => $"(function() local r = '' for p, c in utf8.codes({Utf8Text(s)}) do r = r .. p .. ':' .. c .. ' ' "
                + "end return r end)()",
            8 => $"({s}):rep({Small()}, {OneOf("','", "''", "1")})",
            9 => $"string.format('{OneOf("%d", "%x", "%5.1f", "%i", "%g", "%a", "%c", "%q", "%s", "%.3s", "%-8d|")}'"
                + $", {OneOf(Integer53(1), Literal(), "'10'", "3.0", "2^53")})",
            10 => $"({Number(depth - 1)} .. {OneOf("''", Number(depth - 1), "'|'")})",
            _ => $"({s}):gsub({OneOf("''", "'.'", "'%w*'", "'^%s*'")}, {OneOf("'%%'", "'-'", "{ a = false }")})",
        };
    }

    string Utf8Text(string s) => OneOf(s, "'h\\u{E4}\\u{DF}\\u{20AC}'", "'\\u{10FFFF}x'", "'\\xff\\xfe'", "'a\\xE4'", "''");

    string PackFormat()
    {
        string format = OneOf("", "<", ">", "=", "!4", "<!2");
        int count = 1 + Below(3);
        for (int i = 0; i < count; i++)
        {
            format += OneOf("b", "B", "h", "H", "i4", "I4", "i8", "i3", "I7", "i16", "f", "d", "s1", "s2", "z", "x",
                "Xi4", " ", "c3", "i17", "y");
        }
        return "'" + format + "'";
    }

    string Call53(int depth) => Below(16) switch
    {
        0 => $"table.unpack({OneOf("t", "g3", "{ 1, nil, 3 }")}{OneOf("", ", 2", ", 1, 3", ", 3, 1", ", -1, 1")})",
        1 => $"table.pack({List(depth)}).n",
        2 => $"table.move({{ 1, 2, 3 }}, {OneOf("1", "2", "0")}, {OneOf("3", "2", "1")}, {OneOf("2", "1", "5")}"
            + $"{OneOf("", ", {}", ", { 9, 9, 9, 9 }")})",
        3 => $"load({OneOf("'return 1 + 1'", "'return ...'", "'x ='", "'return' .. S(a)", "'goto x'", "'break'",
            "'::a:: ::a::'", "'return 1 // 0'", "'for i = 1, 2 do'", "'return \"\\\\q\"'", "'return 0x'")}, '=l')",
        4 => $"pcall(load({OneOf("'return ' .. S(a)", "'return a // b'", "'local x <const> = 1'", "'return #...'")}"
            + ", '=l', 't', { a = 7, b = 2 }) or print)",
        5 => $"table.insert({{ 1, 2, 3 }}, {OneOf("5, 1", "4, 1", "0, 1", "2, 'x'", "1")})",
        6 => $"table.remove({{ 1, 2, 3 }}{OneOf("", ", 1", ", 4", ", 5", ", 0")})",
        7 => $"table.concat({{ 1, 2.5, 'x', {Literal()} }}{OneOf("", ", '-'", ", '', 2, 3", ", ',', 4, 5")})",
        8 => $"rawlen({OneOf("t", "b", "g3", "1")})",
        9 => $"math.{OneOf("abs", "ceil", "floor", "max", "min", "sqrt", "tointeger", "ult")}({Integer53(1)}, "
            + $"{OneOf("1", "2.5", "-3")})",
        10 => $"(function(...) local n = 0 for i = {OneOf("1", "3", "math.maxinteger - 1", "1.0", "0.1",
            "math.mininteger")}, {OneOf("3", "math.maxinteger", "1.05", "'3'", "math.mininteger + 2")}, {OneOf("1",
            "-1", "2", "0.25", "0", "math.maxinteger")} do n = n + 1 c = i if n > 5 then break end end "
            + "return n, c end)()",
        11 => $"(function() local n = 0 ::top:: n = n + 1 if n < {Small()} then goto top end do goto out end "
            + "n = -1 ::out:: return n end)()",
        12 => $"(function(x) x[{OneOf("1.0", "2^53", "1.5", "'1'", "math.maxinteger", "-0.0")}] = {Any(depth)} "
            + "return x, #x, x[1], x[1.0], x[0] end)({ 1, 2 })",
        13 => $"next({{ [{OneOf("1.0", "2^53", "'k'", "0x10")}] = {Literal()} }})",
        14 => $"string.{OneOf("len", "upper", "rep", "sub", "byte", "format", "find", "char", "reverse")}({List(1)})",
        _ => $"xpcall(function(...) return {Any(depth)}, ... end, function(m) return E(m) .. '!' end, {List(1)})",
    };

    /// <summary>Metamethods of the operators that 5.3 added.</summary>
    void Operators53(int depth)
    {
        string t1 = NewName();
        Line(depth, $"local {t1} = setmetatable({{ {List(1)} }}, {{");
        foreach (string name in (ReadOnlySpan<string>)
            ["idiv", "band", "bor", "bxor", "shl", "shr", "bnot", "len", "index", "name", "pairs"])
        {
            if (Below(3) != 0)
                continue;
            string body = OneOf("return S(x) .. S(y)", "return rawequal(x, y)", $"return {Any(1)}",
                "return next, { 5 }, nil", $"error({OneOf("'" + name + "'", "x")})");
            Line(depth, name == "name" ? "  __name = 'my.type'," : $"  __{name} = function(x, y) {body} end,");
        }
        Line(depth, "})");
        string other = OneOf("1", "'k'", t1, "2.5", "nil", "'7'");
        foreach (string pair in (ReadOnlySpan<string>)
            ["// ", "& ", "| ", "~ ", "<< ", ">> ", "< ", ".. "])
        {
            if (Below(2) == 0)
                Print(depth, Below(2) == 0 ? $"{t1} {pair}{other}" : $"{other} {pair}{t1}");
        }
        Print(depth, OneOf($"~{t1}", $"#{t1}", $"{t1}.key", $"string.rep({t1})", $"math.floor({t1})"));
        Line(depth, $"P(function() local n = 0 for k, v in pairs({t1}) do n = n + 1 if n > 9 then break end end "
            + "return n end)");
    }
}
