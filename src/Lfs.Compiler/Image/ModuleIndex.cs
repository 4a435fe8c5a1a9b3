using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>Builds the function that <c>luac.cross</c> wraps around the main
/// functions of several files.</summary>
/// <remarks>Source: luac_cross/luac.c, <c>combine</c>.</remarks>
public static class ModuleIndex
{
    const string Source = "=(luac)";
    const int Name = 0;
    const int Result = 1;
    const int NameList = 2;

    /// <summary>The chunk name of the 5.1 functions made here.</summary>
    internal static LuaString ChunkName { get; } = LuaString.FromText(Source);

    /// <summary>Builds the main function of an image (and of <c>-i</c>), which finds a
    /// module by its name.</summary>
    /// <remarks>
    /// Called with a name, the 5.1 function returns that module's main closure; with anything else, the build
    /// time and the array of names. The first of two modules with the same name wins. The 5.3 function does
    /// nothing and only holds names and functions.
    /// </remarks>
    /// <param name="modules">At most <see cref="ImageLimits.MaxModules"/> main functions.</param>
    /// <param name="target">The target, which decides if the build time is a float or an integer.</param>
    /// <param name="buildTime">The build time in seconds since 1970. An integer target
    /// keeps its low 32 bits.</param>
    /// <param name="names">The name of each module; null to take it from the chunk name.</param>
    public static Proto Lookup(
        IReadOnlyList<Proto> modules, LuaTarget target, long buildTime,
        IReadOnlyList<LuaString>? names = null)
    {
        var constants = new Constant[modules.Count + 1];
        for (int i = 0; i < modules.Count; i++)
            constants[i] = Constant.String(names is null ? NameOf(modules[i], target.Version) : names[i]);
        constants[modules.Count] = target.HasFloats && target.Version == LuaVersion.Lua51
            ? Constant.Float(buildTime)
            : Constant.Integer(target.NumberBytes == sizeof(int) ? unchecked((int)buildTime) : buildTime);
        if (target.Version == LuaVersion.Lua53)
            return ModuleWrapper53.Of(modules, constants);
        return new Proto
        {
            Source = ChunkName,
            NumParams = 1,
            MaxStackSize = (byte)(modules.Count + 3),
            Code = LookupCode(modules.Count),
            Constants = constants,
            Protos = [.. modules],
        };
    }

    /// <summary>
    /// Builds the main function of a <c>.lc</c> file for several sources. In 5.1 it runs them in
    /// order, in 5.3 it runs none.
    /// </summary>
    public static Proto Sequence(IReadOnlyList<Proto> modules, LuaTarget target)
    {
        if (target.Version == LuaVersion.Lua53)
            return ModuleWrapper53.Of(modules, []);
        var code = new uint[2 * modules.Count + 1];
        for (int i = 0; i < modules.Count; i++)
        {
            code[2 * i] = ABx(Opcode51.Closure, 0, i);
            code[2 * i + 1] = Abc(Opcode51.Call, 0, 1, 1);
        }
        code[2 * modules.Count] = Abc(Opcode51.Return, 0, 1, 0);
        return new Proto
        {
            Source = ChunkName,
            MaxStackSize = 1,
            Code = code,
            Protos = [.. modules],
        };
    }

    /// <summary>The name of a module; <c>?</c> if its source name was stripped.</summary>
    public static LuaString NameOf(Proto module, LuaVersion version = LuaVersion.Lua51) =>
        module.Source is null ? LuaString.FromText("?") : ModuleName.Of(module.Source, version);

    /// <summary>The instructions of <see cref="Lookup"/>.</summary>
    /// <param name="count">The number of modules.</param>
    internal static uint[] LookupCode(int count)
    {
        var code = new List<uint>(5 * count + 5);
        for (int i = 0; i < count; i++)
        {
            code.Add(Abc(Opcode51.Eq, 0, Name, Instruction.ConstantFlag + i));
            code.Add(Instruction.FromAsBx((int)Opcode51.Jmp, 0, 2).Word);
            code.Add(ABx(Opcode51.Closure, Result, i));
            code.Add(Abc(Opcode51.Return, Result, 2, 0));
        }
        code.Add(ABx(Opcode51.LoadK, Result, count));
        code.Add(Abc(Opcode51.NewTable, NameList, FloatingByte.RoundUp(count), 0));
        for (int i = 0; i < count; i++)
            code.Add(ABx(Opcode51.LoadK, NameList + 1 + i, i));
        // A SetList of 0 items would store everything up to the top. The reference never
        // makes an image without modules.
        if (count > 0)
            code.Add(Abc(Opcode51.SetList, NameList, count, 1));
        code.Add(Abc(Opcode51.Return, Result, 3, 0));
        code.Add(Abc(Opcode51.Return, 0, 1, 0));
        return [.. code];
    }

    static uint Abc(Opcode51 op, int a, int b, int c) => Instruction.FromAbc((int)op, a, b, c).Word;

    static uint ABx(Opcode51 op, int a, int bx) => Instruction.FromABx((int)op, a, bx).Word;
}
