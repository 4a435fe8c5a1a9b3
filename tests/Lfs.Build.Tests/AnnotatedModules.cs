using System.Globalization;
using System.Text;
using CsCheck;

namespace Lfs.Build.Tests;

/// <summary>Lua modules with annotations of any types in any place.</summary>
static class AnnotatedModules
{
    static readonly string[] Names =
        ["a", "b", "value", "call", "reader", "device", "self", "string", "out", "Item", "item", "given", "results"];

    static readonly Gen<string> Simple = Gen.OneOf(new[]
    {
        "integer", "number", "string", "boolean", "any", "table", "function", "nil", "userdata", "thread", "Thing",
        "Other", "Mode", "Level", "Pair", "Missing", "self", "\"one\"", "\"one\"|\"two\"", "1|2", "true", "T",
    }.Select(Gen.Const).ToArray());

    static Gen<string> TypeOf(int depth) => depth == 0 ? Simple : Gen.Frequency(
        (4, Simple),
        (2, TypeOf(depth - 1).Select(type => $"({type})[]")),
        (2, TypeOf(depth - 1).Select(type => type + "?")),
        (2, Gen.Select(TypeOf(depth - 1), TypeOf(depth - 1), (key, value) => $"table<{key}, {value}>")),
        (1, Gen.Select(TypeOf(depth - 1), TypeOf(depth - 1), (key, value) => $"{{ [{key}]: {value} }}")),
        (1, Gen.Select(TypeOf(depth - 1), TypeOf(depth - 1), (one, other) => $"({one})|({other})")),
        (1, Gen.Select(TypeOf(depth - 1), TypeOf(depth - 1), (one, other) => $"{{ x: {one}, y?: {other} }}")),
        (1, Gen.Select(TypeOf(depth - 1), TypeOf(depth - 1), TypeOf(depth - 1),
            (one, other, result) => $"fun(a: {one}, b?: {other}): {result}")),
        (1, Gen.Select(TypeOf(depth - 1), TypeOf(depth - 1),
            (one, other) => $"fun(...: {one}): {other}, {one}")),
        (1, TypeOf(depth - 1).Select(type => $"fun(): {type}")),
        (1, TypeOf(depth - 1).Select(type => $"async fun(...): {type}, ...")));

    static readonly Gen<string> Type = TypeOf(3);

    static readonly Gen<string> Function = Gen.Select(
        Gen.OneOf(Names.Select(Gen.Const).ToArray()).HashSet[0, 4]
            .Select(names => names.Where(name => name != "self").ToArray()),
        Type.Array[4], Gen.Bool.Array[4], Type.Array[0, 3], Gen.Bool, Gen.Bool, Gen.Bool,
        (names, types, optional, results, isAsync, isMethod, isRest) =>
        {
            var lua = new StringBuilder("--- Does something.\n---@generic T\n");
            for (int i = 0; i < names.Length; i++)
            {
                string mark = optional[i] ? "?" : "";
                lua.Append(CultureInfo.InvariantCulture, $"---@param {names[i]}{mark} {types[i]} a < b\n");
            }
            if (isRest)
                lua.Append(CultureInfo.InvariantCulture, $"---@param ... {types[0]}\n");
            foreach (string result in results)
                lua.Append(CultureInfo.InvariantCulture, $"---@return {result}\n");
            if (isRest && isMethod)
                lua.Append("---@return ...\n");
            if (isAsync)
                lua.Append("---@async\n");
            IEnumerable<string> parameters = isRest ? names.Append("...") : names;
            string separator = isMethod ? ":" : ".";
            return $"{lua}function M{separator}f#({string.Join(", ", parameters)}) end\n";
        });

    /// <summary>The text of a module.</summary>
    public static Gen<string> Any { get; } = Gen.Select(
        Function.Array[1, 8], Type.Array[5], Gen.Bool,
        (functions, types, isClass) =>
        {
            string[] numbered =
                [.. functions.Select((text, i) => text.Replace("#", i.ToString(CultureInfo.InvariantCulture)))];
            return $"""
                local M = {"{}"}
                ---@alias Mode "fast"|"slow"
                ---@alias Pair {types[0]}
                ---@enum Level
                local Level = {"{ low = 1, high = 2 }"}
                ---@class Thing
                ---@field size {types[1]}
                ---@field next? {types[2]}
                local Thing = {"{}"}
                Thing.__index = Thing
                ---@class Other: Thing
                ---@field size {types[3]}
                ---@field more {types[4]}
                {string.Join("\n", numbered)}
                {(isClass ? string.Join("\n", numbered).Replace("M:", "Thing:").Replace("M.", "Thing.") : "")}
                ---@return Thing
                function M.make() return setmetatable({"{}"}, Thing) end
                M.Level = Level
                return M

                """;
        });
}
