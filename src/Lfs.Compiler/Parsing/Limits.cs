namespace Lfs.Compiler.Parsing;

/// <summary>The limits of the compiler, each with its source.</summary>
static class Limits
{
    /// <summary>Nested blocks, functions and subexpressions. Source: luaconf.h, LUAI_MAXCCALLS.</summary>
    public const int MaxLevels = 200;

    /// <summary>The level at which parsing starts. The protected call in which luac runs takes one: ldo.c,
    /// <c>luaD_call</c>.</summary>
    public const int FirstLevel = 1;

    /// <summary>Active locals of a 5.1 function; stock Lua has 200. Source: luaconf.h,
    /// LUAI_MAXVARS.</summary>
    public const int MaxLocals51 = 50;

    /// <summary>Active locals of a 5.3 function. Source: lparser.c, MAXVARS.</summary>
    public const int MaxLocals53 = 200;

    /// <summary>Upvalues of a 5.1 function. Source: luaconf.h, LUAI_MAXUPVALUES.</summary>
    public const int MaxUpvalues51 = 60;

    /// <summary>Upvalues of a 5.3 function. Source: lfunc.h, MAXUPVAL.</summary>
    public const int MaxUpvalues53 = 255;

    /// <summary>Registers of a 5.1 function. Source: llimits.h, MAXSTACK.</summary>
    public const int MaxStack51 = 250;

    /// <summary>Registers of a 5.3 function. Source: lcode.c, MAXREGS.</summary>
    public const int MaxStack53 = 255;

    /// <summary>All locals that a function declares: lparser.c, SHRT_MAX.</summary>
    public const int MaxLocVars = short.MaxValue;

    /// <summary>Labels, or pending gotos, of a 5.3 function: lparser.c, SHRT_MAX.</summary>
    public const int MaxLabels = short.MaxValue;

    /// <summary>Items that one SetList stores. Source: lopcodes.h, LFIELDS_PER_FLUSH.</summary>
    public const int FieldsPerFlush = 50;
}
