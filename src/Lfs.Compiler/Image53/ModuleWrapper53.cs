using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>
/// Builds the function that <c>luac.cross.53</c> wraps around the main functions of several files.
/// </summary>
/// <remarks>
/// The function does nothing: it is an empty file with inner functions added. Source:
/// lua53/host/luac.c, <c>combine</c>.
/// </remarks>
static class ModuleWrapper53
{
    // RETURN 0 1, on line 1.
    const uint Return = 0x00800026;

    public static Proto Of(IReadOnlyList<Proto> modules, Constant[] constants)
    {
        LuaString? globals = modules.Select(NameOfGlobals).FirstOrDefault(name => name is not null);
        return new Proto
        {
            Source = StringSection.Wrapper,
            IsVararg = 1,
            MaxStackSize = 1,
            Code = [Return],
            Constants = constants,
            Protos = [.. modules.Select(WithGlobals)],
            LineInfo = [1, 0],
            Upvalues = [new UpvalueDescriptor(globals, true, 0)],
        };
    }

    /// <summary>Converts a main function to an inner function.</summary>
    /// <remarks>The table of globals is then not a register of the enclosing function, so the reference
    /// clears <c>instack</c>.</remarks>
    public static Proto WithGlobals(Proto module)
    {
        if (module.Upvalues.Length == 0 || !module.Upvalues[0].InStack)
            return module;
        UpvalueDescriptor[] upvalues = [.. module.Upvalues];
        upvalues[0] = upvalues[0] with { InStack = false };
        return module.WithUpvalues(upvalues);
    }

    static LuaString? NameOfGlobals(Proto module) =>
        module.Upvalues.Length == 0 ? null : module.Upvalues[0].Name;
}
