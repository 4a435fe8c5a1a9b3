using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Tests;

public sealed class ListingTests
{
    [Fact]
    public void A_full_listing_has_the_form_of_the_reference()
    {
        const string Text =
            "local t = {1, 2.5, x = \"a\\n\\200\"}\nfunction f(a) return t.x == a and -1 end\n";
        Proto main = LfsCompiler.Compile(
            LuaSource.FromFile("x.lua", System.Text.Encoding.ASCII.GetBytes(Text)),
            new(LuaTarget.Lua51, DebugLevel.NoNames)).Main!;

        Assert.Equal(Expected, Listing.Print(main, LuaTarget.Lua51, isFull: true));
    }

    [Fact]
    public void A_full_listing_of_5_3_has_the_form_of_the_reference()
    {
        const string Text = "local t = {1, 2.5, x = \"a\\n\\200\"}\n"
            + "function f(a) return t.x == a and -1 end\nfor k in pairs(t) do t[k] = 3.0 // k end\n";
        Proto main = LfsCompiler.Compile(LuaSource.FromText("@x.lua", Text), new(LuaTarget.Lua53)).Main!;

        Assert.Equal(Expected53, Listing.Print(main, LuaTarget.Lua53, isFull: true));
    }

    const string Expected53 = """

        main <x.lua:0,0> (16 instructions at 0x00000001)
        0+ params, 7 slots, 1 upvalue, 0 locals, 7 constants, 1 function
        	1	[1]	NEWTABLE 	0 2 1
        	2	[1]	LOADK    	1 -1	; 1
        	3	[1]	LOADK    	2 -2	; 2.5
        	4	[1]	SETTABLE 	0 -3 -4	; "x" "a\n\200"
        	5	[1]	SETLIST  	0 2 1	; 1
        	6	[2]	CLOSURE  	1 0	; 0x00000002
        	7	[2]	SETTABUP 	0 -5 1	; - "f"
        	8	[3]	GETTABUP 	1 0 -6	; - "pairs"
        	9	[3]	MOVE     	2 0
        	10	[3]	CALL     	1 2 4
        	11	[3]	JMP      	0 2	; to 14
        	12	[3]	IDIV     	5 -7 4	; 3.0 -
        	13	[3]	SETTABLE 	0 4 5
        	14	[3]	TFORCALL 	1 1
        	15	[3]	TFORLOOP 	3 -4	; to 12
        	16	[3]	RETURN   	0 1
        constants (7) for 0x00000001:
        	1	1
        	2	2.5
        	3	"x"
        	4	"a\n\200"
        	5	"f"
        	6	"pairs"
        	7	3.0
        locals (0) for 0x00000001:
        upvalues (1) for 0x00000001:
        	0	-	1	0

        function <x.lua:2,2> (9 instructions at 0x00000002)
        1 param, 2 slots, 1 upvalue, 0 locals, 2 constants, 0 functions
        	1	[2]	GETTABUP 	1 0 -1	; - "x"
        	2	[2]	EQ       	0 1 0
        	3	[2]	JMP      	0 2	; to 6
        	4	[2]	LOADK    	1 -2	; -1
        	5	[2]	JMP      	0 2	; to 8
        	6	[2]	LOADBOOL 	1 0 1
        	7	[2]	LOADBOOL 	1 1 0
        	8	[2]	RETURN   	1 2
        	9	[2]	RETURN   	0 1
        constants (2) for 0x00000002:
        	1	"x"
        	2	-1
        locals (0) for 0x00000002:
        upvalues (1) for 0x00000002:
        	0	-	1	0

        """;

    const string Expected = """

        main <x.lua:0,0> (9 instructions, 36 bytes at 0x00000001)
        0+ params, 3 slots, 0 upvalues, 0 locals, 5 constants, 1 function
        	1	[1]	NEWTABLE 	0 2 1
        	2	[1]	LOADK    	1 -1	; 1
        	3	[1]	LOADK    	2 -2	; 2.5
        	4	[1]	SETTABLE 	0 -3 -4	; "x" "a\n\200"
        	5	[1]	SETLIST  	0 2 1	; 1
        	6	[2]	CLOSURE  	1 0	; 0x00000002
        	7	[2]	MOVE     	0 0
        	8	[2]	SETGLOBAL	1 -5	; f
        	9	[2]	RETURN   	0 1
        constants (5) for 0x00000001:
        	1	1
        	2	2.5
        	3	"x"
        	4	"a\n\200"
        	5	"f"
        locals (0) for 0x00000001:
        upvalues (0) for 0x00000001:

        function <x.lua:2,2> (10 instructions, 40 bytes at 0x00000002)
        1 param, 2 slots, 1 upvalue, 0 locals, 2 constants, 0 functions
        	1	[2]	GETUPVAL 	1 0	; -
        	2	[2]	GETTABLE 	1 1 -1	; "x"
        	3	[2]	EQ       	0 1 0
        	4	[2]	JMP      	2	; to 7
        	5	[2]	LOADK    	1 -2	; -1
        	6	[2]	JMP      	2	; to 9
        	7	[2]	LOADBOOL 	1 0 1
        	8	[2]	LOADBOOL 	1 1 0
        	9	[2]	RETURN   	1 2
        	10	[2]	RETURN   	0 1
        constants (2) for 0x00000002:
        	1	"x"
        	2	-1
        locals (0) for 0x00000002:
        upvalues (0) for 0x00000002:

        """;
}
